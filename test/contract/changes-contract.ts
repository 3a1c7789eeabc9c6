import { beforeAll, describe, expect, it } from 'vitest';
import { type Quirks } from '../../src/sandbox/store/options.ts';
import { contractClient, type ContractClient, type JmapAnswer, messageFrom } from './contract-client.ts';
import { type MakeAccount } from './contract-suite.ts';

export function describeChanges(makeAccount: MakeAccount, quirks: Quirks): void {
  describe('Email/changes', () => {
    let client: ContractClient;
    let [a, b] = ['', ''];
    beforeAll(async () => {
      client = await contractClient(await makeAccount());
      [a, b] = [await client.createMailbox('A'), await client.createMailbox('B')];
    });

    const state = async (): Promise<string> => String((await client.call('Email/get', { ids: [] })).state);
    const changes = async (sinceState: string, args: JmapAnswer = {}): Promise<JmapAnswer> =>
      client.call('Email/changes', { sinceState, ...args });
    const newMail = (): Promise<string> => client.importMail(messageFrom('a@x.example'), [a]);
    const patch = async (id: string, change: JmapAnswer): Promise<unknown> =>
      client.call('Email/set', { update: { [id]: change } });
    const destroy = async (id: string): Promise<unknown> => client.call('Email/set', { destroy: [id] });
    const nothing = { created: [], updated: [], destroyed: [] };

    it.each([
      ['a new mailbox', (id: string) => patch(id, { [`mailboxIds/${b}`]: true })],
      ['a keyword', (id: string) => patch(id, { 'keywords/$seen': true })],
      ['a keyword that it has already', (id: string) => patch(id, { 'keywords/$flagged': true })],
    ])('list a mail with %s', async (_, act) => {
      const id = await newMail();
      await patch(id, { 'keywords/$flagged': true });
      const since = await state();
      await act(id);
      expect(await changes(since)).toMatchObject({ ...nothing, updated: [id] });
    });

    it('do not list a mail whose mailboxes stayed as they were, nor is the state a new one', async () => {
      const id = await newMail();
      const since = await state();
      await patch(id, { [`mailboxIds/${a}`]: true, [`mailboxIds/${b}`]: null });
      expect(await state()).toBe(since);
      expect(await changes(since)).toMatchObject(nothing);
    });

    it('list a mail that came and changed as new', async () => {
      const since = await state();
      const id = await newMail();
      await patch(id, { [`mailboxIds/${b}`]: true });
      expect(await changes(since)).toMatchObject({ ...nothing, created: [id] });
    });

    it('list a mail that is gone', async () => {
      const id = await newMail();
      const since = await state();
      await destroy(id);
      expect(await changes(since)).toMatchObject({ ...nothing, destroyed: [id] });
    });

    it('do not list a mail that came and went', async () => {
      const since = await state();
      await destroy(await newMail());
      expect(await changes(since)).toMatchObject(nothing);
    });

    it('come in parts, oldest first', async () => {
      const ids = [await newMail(), await newMail(), await newMail()];
      const since = await state();
      for (const id of ids) await patch(id, { 'keywords/$seen': true });
      const first = await changes(since, { maxChanges: 2 });
      expect(first).toMatchObject({
        hasMoreChanges: true,
        updated: expect.arrayContaining(ids.slice(0, 2)) as string[],
      });
      const second = await changes(String(first.newState), { maxChanges: 2 });
      expect(second).toMatchObject({ hasMoreChanges: false, updated: ids.slice(2), newState: await state() });
    });

    it('cannot be told from before a mailbox was deleted', async () => {
      const doomed = await client.createMailbox('Doomed');
      const since = await state();
      await client.call('Mailbox/set', { destroy: [doomed] });
      expect(await changes(since)).toMatchObject({ type: 'cannotCalculateChanges' });
      expect(await changes(await state())).toMatchObject(nothing);
    });

    it('do not know a state that never was', async () => {
      expect(await changes('nonsense')).toMatchObject(
        quirks.forgetsUnknownStates
          ? { type: 'cannotCalculateChanges' }
          : { type: 'invalidArguments', arguments: ['sinceState'] },
      );
    });

    it('are none since a state that is still to come', async () => {
      const future = String(Number.parseInt((await state()).replace(/\D/g, ''), 10) + 1000);
      expect(await changes((await state()).replace(/\d+/, future))).toMatchObject(nothing);
    });

    it('refuse a maximum of nothing', async () => {
      const answer = await changes(await state(), { maxChanges: 0 });
      expect(answer).toMatchObject({ type: 'invalidArguments', arguments: ['maxChanges'] });
    });
  });
}
