/** The worked example of docs/categories.md: seven categories, two of them under a third and one under a fourth. */
export const SEVEN_CATEGORIES = `- name: Imbox
  addToInbox: true
- Feed
- Paper Trail
- name: Billboard
  parent: Paper Trail
- name: Truck
  parent: Paper Trail
  addToInbox: true
- Jail
- name: Person
  parent: Imbox
  contactType: person
  addToInbox: true
`;
