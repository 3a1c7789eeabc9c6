import { domainOf } from '../mail/address.ts';
import { byText, mailsOf, type SenderRow } from './sender-rows.ts';

/** All senders of one domain. The names are those of the CSV and the JSON, and mean what they do of a sender. */
export interface DomainRow extends Pick<SenderRow, 'screener' | 'inbox' | 'filed' | 'newest' | 'sent'> {
  readonly domain: string;
  readonly senders: number;
}

/** One row for each domain, the most mail first. */
export function domainRows(rows: readonly SenderRow[]): DomainRow[] {
  const domains = new Map<string, DomainRow>();
  for (const row of rows) {
    const domain = domainOf(row.address);
    const { screener, inbox, filed, newest, sent } = row;
    const sum = domains.get(domain);
    domains.set(domain, {
      domain,
      senders: (sum?.senders ?? 0) + 1,
      screener: screener + (sum?.screener ?? 0),
      inbox: inbox + (sum?.inbox ?? 0),
      filed: filed === undefined ? undefined : filed + (sum?.filed ?? 0),
      newest: later(newest, sum?.newest),
      sent: sent === undefined ? undefined : sent + (sum?.sent ?? 0),
    });
  }
  return [...domains.values()].sort(
    (one, other) => mailsOf(other) - mailsOf(one) || byText(one.domain, other.domain),
  );
}

const later = (one: string | undefined, other: string | undefined): string | undefined =>
  (one ?? '') > (other ?? '') ? one : other;
