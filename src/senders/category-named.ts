import { type Category } from '../config/categories/category.ts';
import { nearestName } from '../config/nearest-name.ts';

/** The category of that name, in whatever letter case; else what to say to who wrote it. */
export function categoryNamed(name: string, categories: readonly Category[]): Category | string {
  const folded = (text: string): string => text.trim().normalize().toLowerCase();
  const found = categories.find((category) => folded(category.name) === folded(name));
  if (found !== undefined) return found;
  const names = categories.map((category) => category.name);
  const near = nearestName(name.trim(), names);
  const known = near === undefined ? `there are ${names.join(', ')}` : `do you mean ${near}?`;
  return `no category is called "${name.trim()}" (${known})`;
}
