import { describe, expect, it } from 'vitest';
import { eventsNamed, useWorld } from '../scenarios/world.ts';
import { contactCard } from '../support/card-text.ts';
import { cyrusAccount } from '../support/cyrus-account.ts';

/** On Cyrus only: it keeps whatever bytes it is given, where the sandbox has text. */
describe('a contact card in another charset', () => {
  const world = useWorld(cyrusAccount);

  it('is left as it is, fails its own sender, and holds up nobody else', async () => {
    const { account, once, deliver } = world();
    const latin1 = contactCard({ uid: 'latin', fullName: 'J\u00fcrg', addresses: ['juerg@y.example'] });
    await account.putCard('latin', Uint8Array.from(Buffer.from(latin1, 'latin1')));
    const before = await account.storedCard('latin');
    const [mail = '', other = ''] = await deliver(
      { from: 'Ann <ann@x.example>' },
      { from: 'juerg@y.example' },
    );
    await account.addLabel([mail, other], '@ToFeed');

    const run = await once();

    expect(run.code).toBe(1);
    expect(eventsNamed(run, 'sender_failed')).toMatchObject([{ sender: 'juerg@y.example' }]);
    expect(await account.mailIn('Feed')).toHaveLength(1);
    expect(await account.storedCard('latin')).toBe(before);
  });
});
