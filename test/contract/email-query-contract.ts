import { beforeAll, describe, expect, it, vi } from 'vitest';
import { type Quirks } from '../../src/sandbox/store/options.ts';
import { contractClient, type ContractClient, type JmapAnswer, messageFrom } from './contract-client.ts';
import { type MakeAccount } from './contract-suite.ts';

export function describeEmailQuery(makeAccount: MakeAccount, quirks: Quirks): void {
  describe('Email/query', () => {
    let client: ContractClient;
    let [a, b, deleted] = ['', '', ''];
    /** Oldest first. */
    const ids: string[] = [];
    const FROMS = [
      'news@shop.example',
      'Shop News <hello@other.example>',
      'news@mail.shop.example',
      'news@elsewhere.example',
    ];

    beforeAll(async () => {
      client = await contractClient(await makeAccount());
      [a, b] = [await client.createMailbox('A'), await client.createMailbox('B')];
      deleted = await client.createMailbox('Deleted');
      await client.call('Mailbox/set', { destroy: [deleted] });
      for (const [n, from] of FROMS.entries()) {
        const extra = { receivedAt: `2024-01-0${n + 1}T00:00:00Z`, keywords: n === 0 ? { $seen: true } : {} };
        ids.push(await client.importMail(messageFrom(from), [n === 3 ? b : a], extra));
      }
    });

    const oldestFirst = { sort: [{ property: 'receivedAt', isAscending: true }] };
    const query = async (args: JmapAnswer): Promise<JmapAnswer> => client.call('Email/query', args);
    /** Positions in `ids`. */
    const found = async (args: JmapAnswer): Promise<number[]> =>
      ((await query({ ...oldestFirst, ...args })) as { ids: string[] }).ids.map((id) => ids.indexOf(id));

    it('sorts newest first unless asked otherwise', async () => {
      expect(await found({ filter: { inMailbox: a } })).toEqual([0, 1, 2]);
      expect(await found({ filter: { inMailbox: a }, sort: null })).toEqual([2, 1, 0]);
    });

    it.each([
      [
        'two mailboxes',
        () => ({ operator: 'OR', conditions: [{ inMailbox: a }, { inMailbox: b }] }),
        [0, 1, 2, 3],
      ],
      ['not in a mailbox', () => ({ operator: 'NOT', conditions: [{ inMailbox: a }] }), [3]],
      ['in other mailboxes', () => ({ inMailboxOtherThan: [a] }), [3]],
      ['with a keyword', () => ({ inMailbox: a, hasKeyword: '$SEEN' }), [0]],
      ['without a keyword', () => ({ inMailbox: a, notKeyword: '$seen' }), [1, 2]],
      [
        'both conditions',
        () => ({ operator: 'AND', conditions: [{ inMailbox: a }, { hasKeyword: '$seen' }] }),
        [0],
      ],
      ['received since', () => ({ after: '2024-01-03T00:00:00Z' }), [2, 3]],
    ])('finds: %s', async (_, filter, expected) => {
      expect(await found({ filter: filter() })).toEqual(expected);
    });

    it.each([
      ['', () => ({ inMailbox: deleted }), [], 'filter/inMailbox'],
      [
        ' or another',
        () => ({ operator: 'OR', conditions: [{ inMailbox: deleted }, { inMailbox: b }] }),
        [3],
        'filter/conditions[0]/inMailbox',
      ],
    ])('takes a deleted mailbox%s for an empty one, or refuses it', async (_, filter, expected, name) => {
      if (quirks.refusesDeletedInFilter) {
        const error = { type: 'invalidArguments', arguments: [name] };
        expect(await query({ filter: filter() })).toMatchObject(error);
      } else expect(await found({ filter: filter() })).toEqual(expected);
    });

    it.each([
      ['AND', []],
      ['OR', []],
      ['NOT', [0, 1, 2, 3]],
    ])('takes %s without conditions for what it means, or refuses it', async (operator, expected) => {
      const filter = { operator, conditions: [] };
      if (quirks.allowsNoConditions) expect(await found({ filter })).toEqual(expected);
      else
        expect(await query({ filter })).toMatchObject({
          type: 'invalidArguments',
          arguments: ['filter/conditions'],
        });
    });

    it.each([
      ['an unknown mailbox', { filter: { inMailbox: 'never-was' } }, ['filter/inMailbox']],
      ['an unknown condition', { filter: { foo: 1 } }, ['filter/foo']],
      ['an unknown operator', { filter: { operator: 'XOR', conditions: [{}] } }, ['filter/operator']],
      ['an unknown argument', { foo: 1 }, ['foo']],
      ['a negative limit', { limit: -1 }, ['limit']],
    ])('refuses %s', async (_, args, names) => {
      expect(await query(args)).toMatchObject({ type: 'invalidArguments', arguments: names });
    });

    it('refuses to sort by what it does not know', async () => {
      expect(await query({ sort: [{ property: 'colour' }] })).toMatchObject({ type: 'unsupportedSort' });
    });

    it.each([
      ['a limit', () => ({ limit: 2 }), [0, 1], 0],
      ['a position', () => ({ position: 1, limit: 1 }), [1], 1],
      ['a position from the end', () => ({ position: -1 }), [2], 2],
      ['a position past the end', () => ({ position: 9 }), [], 3],
      ['an anchor', () => ({ anchor: ids[1] }), [1, 2], 1],
      ['the one after an anchor', () => ({ anchor: ids[1], anchorOffset: 1 }), [2], 2],
      ['what is before an anchor', () => ({ anchor: ids[1], anchorOffset: -9 }), [0, 1, 2], 0],
    ])('pages by %s', async (_, args, expected, position) => {
      const page = { ...oldestFirst, filter: { inMailbox: a }, ...args() };
      expect(await query(page)).toMatchObject({ ids: expected.map((n) => ids[n]), position });
    });

    it('refuses an anchor that is not in the list', async () => {
      const page = { ...oldestFirst, filter: { inMailbox: a }, anchor: ids[3] };
      expect(await query(page)).toEqual({ type: 'anchorNotFound' });
    });

    it('counts all when asked to', async () => {
      const page = { filter: { inMailbox: a }, limit: 1, calculateTotal: true };
      expect(await query(page)).toMatchObject({ total: 3 });
    });

    it('puts mails of one second in one order, newest or oldest first', async () => {
      const box = await client.createMailbox('At once');
      const made: string[] = [];
      for (let n = 0; n < 5; n++) {
        const extra = { receivedAt: '2024-01-01T00:00:00Z' };
        made.push(await client.importMail(messageFrom('a@x.example'), [box], extra));
      }
      const descending = made.sort().reverse();
      expect(await query({ filter: { inMailbox: box }, ...oldestFirst })).toMatchObject({ ids: descending });
      expect(await query({ filter: { inMailbox: box } })).toMatchObject({ ids: descending });
    });

    describe('text filters', () => {
      it.each([
        ['names, and other domains of the same word', 'shop', [0, 1, 2]],
        ['subdomains', 'shop.example', [0, 2]],
        ['words of a name in any order', 'News Shop', [0, 1, 2]],
        ['a phrase', '"Shop News"', [1]],
        ['no part of a word', 'ews@shop', []],
      ])('find %s', async (_, from, expected) => {
        // A real server indexes in the background.
        await vi.waitFor(
          async () => expect(await found({ filter: { inMailbox: a, from } })).toEqual(expected),
          { timeout: 20_000, interval: 100 },
        );
      });

      it('find at least the address asked for', async () => {
        await vi.waitFor(
          async () => expect(await found({ filter: { inMailbox: a, from: FROMS[0] } })).toContain(0),
          { timeout: 20_000, interval: 100 },
        );
      });
    });
  });
}
