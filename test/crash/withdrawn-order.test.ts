import { describe, expect, it } from 'vitest';
import { type SandboxAccount } from '../../src/sandbox/store/account.ts';
import { Lab } from './lab.ts';
import { type World } from './world.ts';
import { WORLDS } from './worlds.ts';

const world: World = WORLDS.find(({ name }) => name === 'a whole domain')!;

/** Where mail is that carried no label. */
const waiting = (account: SandboxAccount): unknown =>
  account
    .snapshot()
    .mails.filter(({ from }) => from === 'reply-1@shop.example')
    .map(({ subject, mailboxes }) => [subject, mailboxes]);

const ordered = (account: SandboxAccount): { id: string; mailboxes: string[] } =>
  account.snapshot().mails.find(({ subject }) => subject.includes('@WholeDomain'))!;

describe('a user who takes one of the two labels off a mail, before each request', () => {
  it.each([
    ['@ToFeed', ['@MailroomWarning', '@WholeDomain']],
    ['@WholeDomain', []],
  ])('%s: no more of the domain’s mail moves, and what the other label says is done', async (label, left) => {
    const { requests } = await new Lab(world).run();
    expect(requests).toBeGreaterThan(10);
    for (let actAt = 1; actAt <= requests; actAt += 1) {
      const lab = new Lab(world);
      const seen = { before: undefined as unknown, isInTime: false };

      await lab.run((request) => {
        if (request !== actAt) return 'passes';
        const { id, mailboxes } = ordered(lab.account);
        seen.isInTime = mailboxes.includes(label);
        seen.before = waiting(lab.account);
        lab.account.moveMail(id, { add: [], remove: [label] });
        lab.invariants.userActed();
        return 'passes';
      });
      await lab.runUntilIdle();

      const moment = `acted before request ${actAt} of ${requests}`;
      const labels = ordered(lab.account).mailboxes.filter((name) => name.startsWith('@'));
      expect(waiting(lab.account), moment).toEqual(seen.before);
      expect(labels, moment).toEqual(seen.isInTime ? left : []);
    }
  });
});
