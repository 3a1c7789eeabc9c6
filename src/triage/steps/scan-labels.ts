import { type CycleMemory } from './cycle-memory.ts';
import { type Places } from '../places/placed-category.ts';
import { ConflictError, ProtocolError } from '../../errors.ts';
import { type Mailbox, type Scan } from '../../mail/mail-store.ts';
import { MailboxTree } from '../places/mailbox-tree.ts';
import { type BatchPorts } from './batch-state.ts';
import { scannedLabels } from '../label-changes.ts';
import { findPlaces } from '../places/places.ts';

/** So often the labels are scanned, because they were changed meanwhile, before the cycle fails. */
const MAX_SCANS = 5;

/**
 * Scans the labels; where mailboxes were changed, finds their places anew and scans those. The mail store tells of a
 * change once, so until a scan is through the places are forgotten: whatever fails, the next cycle finds them anew.
 */
export async function scanLabels(
  memory: CycleMemory,
  { mail, log }: Pick<BatchPorts, 'mail' | 'log'>,
  signal: AbortSignal,
): Promise<{ scan: Scan; places: Places }> {
  const readPlaces = async (): Promise<Places> => findPlaces(memory.config, await mail.mailboxes(signal));
  let places = memory.places ?? (await readPlaces());
  for (let scans = 1; scans <= MAX_SCANS; scans += 1) {
    memory.places = undefined;
    const scannedIds = scannedLabels(places);
    try {
      const scan = await mail.scan(scannedIds, signal);
      if (scan.mailboxes !== undefined) {
        log('mailboxes_changed', {
          mailboxes: scan.mailboxes.length,
          ...changedPaths(places, scan.mailboxes),
        });
        places = findPlaces(memory.config, scan.mailboxes);
      }
      if (isSame(scannedLabels(places), scannedIds)) {
        memory.places = places;
        return { scan, places };
      }
    } catch (error) {
      if (!(error instanceof ConflictError) || scans === MAX_SCANS) throw error;
      places = await readPlaces();
    }
  }
  throw new ProtocolError('The labels are other mailboxes each time that they are scanned');
}

const isSame = (ids: readonly string[], others: readonly string[]): boolean =>
  ids.length === others.length && ids.every((id, index) => id === others[index]);

/** Which mailboxes are other ones than they were, by their paths. */
function changedPaths({ paths }: Places, mailboxes: readonly Mailbox[]) {
  const tree = new MailboxTree(mailboxes);
  const now = new Map(mailboxes.map(({ id }) => [id, tree.pathOf(id)]));
  const made = [...now].filter(([id]) => !paths.has(id)).map(([, path]) => path);
  const gone = [...paths].filter(([id]) => !now.has(id)).map(([, path]) => path);
  const renamed = [...now].flatMap(([id, to]) => {
    const from = paths.get(id);
    return from === undefined || from === to ? [] : [{ from, to }];
  });
  return {
    ...(made.length > 0 && { made }),
    ...(renamed.length > 0 && { renamed }),
    ...(gone.length > 0 && { gone }),
  };
}
