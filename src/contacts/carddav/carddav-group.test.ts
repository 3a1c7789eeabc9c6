import { describe, expect, it } from 'vitest';
import { vcard } from '../../../test/support/card-server.ts';
import { SenderError } from '../../errors.ts';
import { neverAborted } from '../../../test/support/http-client.ts';
import { onPut, openBook, pathOf } from '../../../test/support/carddav-book.ts';
import { groupUid } from '../contact-uid.ts';
import { readGroup } from '../vcard/group-card.ts';

const FEED = pathOf(groupUid('Feed'));

describe('createGroup', () => {
  it('makes an empty group under a name that follows from its own', async () => {
    const { contacts, cards, writes } = await openBook();

    await contacts.createGroup('Feed', neverAborted);

    expect(writes()).toEqual([`PUT ${groupUid('Feed')}`]);
    expect(cards.get(FEED)?.text).toBe(
      [
        ...['BEGIN:VCARD', 'VERSION:3.0', 'PRODID:-//Mailroom//Mailroom//EN', `UID:${groupUid('Feed')}`],
        ...['FN:Feed', 'N:Feed;;;;', 'X-ADDRESSBOOKSERVER-KIND:group', 'END:VCARD', ''],
      ].join('\r\n'),
    );
  });

  it('is done when another process made the group first', async () => {
    const { contacts, store, cards } = await openBook();
    const theirs = vcard('3.0', groupUid('Feed'), 'X-ADDRESSBOOKSERVER-KIND:group').replace(
      /FN:.*/,
      'FN:Feed',
    );
    store(FEED, theirs);

    await contacts.createGroup('Feed', neverAborted);

    expect([...cards.values()].map(({ text }) => text)).toEqual([theirs]);
  });

  it('leaves alone a group that was renamed since, and takes the next name', async () => {
    const { contacts, store, cards } = await openBook();
    const renamed = vcard('3.0', 'News', 'X-ADDRESSBOOKSERVER-KIND:group');
    store(FEED, renamed);

    await contacts.createGroup('Feed', neverAborted);

    expect(cards.get(FEED)?.text).toBe(renamed);
    expect(cards.get(pathOf(groupUid('Feed', 2)))?.text).toContain('FN:Feed');
  });

  it('throws when the server refuses the card', async () => {
    const { contacts } = await openBook(onPut(() => ({ status: 403 })));

    await expect(contacts.createGroup('Feed', neverAborted)).rejects.toThrow(SenderError);
  });

  it('lets nothing in a name end a line', async () => {
    const { contacts, cards } = await openBook();

    await contacts.createGroup('A;B\r\nNOTE:x', neverAborted);

    const [text = ''] = [...cards.values()].map((card) => card.text);
    expect(text).not.toMatch(/^NOTE/m);
    expect(readGroup('', text)?.name).toBe('A;B NOTE:x');
  });
});
