import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changesSince } from './changes.ts';
import { MailState } from '../../store/mail-state.ts';
import { parseMessage } from '../../store/message.ts';

interface Step {
  kind: 'new' | 'label' | 'destroy' | 'flag';
  which: number;
}

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom('new', 'label', 'destroy', 'flag'),
  which: fc.nat(5),
});

function apply(state: MailState, [inbox = '', label = '']: string[], { kind, which }: Step): void {
  const message = parseMessage(Buffer.from(`Subject: ${which}\r\n\r\n`));
  const mail = state.mails.get(`M${message.digest.slice(0, 24)}`);
  if (kind === 'new' && mail === undefined) state.insertMail(message, { mailboxIds: [inbox] });
  if (mail === undefined) return;
  if (kind === 'label') state.placeMail(mail, new Set([inbox, label]));
  if (kind === 'flag') state.setKeywords(mail, ['$flagged']);
  if (kind === 'destroy') state.destroyMail(mail);
}

/** What a client knows of each mail. */
const view = ({ mails }: MailState): Map<string, string> =>
  new Map(
    [...mails.values()].map(({ id, mailboxIds, keywords }) => [id, [...mailboxIds, ...keywords].join()]),
  );

describe('changesSince', () => {
  it('brings a client up to date from any state, in parts of any size', () => {
    fc.assert(
      fc.property(
        fc.array(step),
        fc.array(step),
        fc.integer({ min: 1, max: 4 }),
        (before, after, maxChanges) => {
          const state = new MailState('me');
          const mailboxes = ['Inbox', 'Label'].map(
            (name) => state.createMailbox({ name, parentId: null }).id,
          );
          for (const one of before) apply(state, mailboxes, one);
          const known = view(state);
          let sinceState = state.state;
          for (const one of after) apply(state, mailboxes, one);

          for (let hasMore = true; hasMore;) {
            const changes = changesSince(
              { accountId: 'me', sinceState, maxChanges },
              {
                state: state.state,
                start: 0,
                live: state.mails.values(),
                destroyed: state.destroyedMails,
                shortLived: 'omitted',
              },
              { forgetsUnknownStates: false },
            );
            const current = view(state);
            for (const id of [...changes.created, ...changes.updated]) known.set(id, current.get(id) ?? '');
            for (const id of changes.destroyed) known.delete(id);
            expect(Object.values(changes).flat().length).toBeGreaterThan(0);
            ({ newState: sinceState, hasMoreChanges: hasMore } = changes);
          }
          expect(known).toEqual(view(state));
          expect(sinceState).toBe(state.state);
        },
      ),
    );
  });
});
