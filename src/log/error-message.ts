/** What an error says; of one that stands for several, which says nothing itself, what those say. */
export function errorMessage(error: Error): string {
  if (error.message !== '' || !(error instanceof AggregateError)) return error.message;
  return error.errors.map((part) => (part instanceof Error ? errorMessage(part) : String(part))).join('; ');
}
