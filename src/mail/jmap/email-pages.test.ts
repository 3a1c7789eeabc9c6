import { type JmapResponses } from '../../jmap/invocation.ts';
import { describe, expect, it } from 'vitest';
import { type JmapClient } from '../../jmap/jmap-client.ts';
import { readPage } from './email-pages.ts';
import { LISTED } from './jmap-mail.ts';

const answered = (query: Record<string, unknown>): JmapResponses => ({
  get: (callId) => (callId === 'query' ? query : { state: 's', list: [], notFound: query.ids }),
});

const context = { jmap: {} as JmapClient, form: LISTED, signal: new AbortController().signal };

describe('a page', () => {
  it.each([
    ['as long as asked for has a next one', { ids: ['a', 'b', 'c'] }, 'c'],
    ['shorter than asked for is the last one', { ids: ['a', 'b'] }, undefined],
    ['cut by the server has a next one', { ids: ['a', 'b'], limit: 2 }, 'b'],
    [
      'that the server would have cut, but is shorter still, is the last one',
      { ids: ['a'], limit: 2 },
      undefined,
    ],
    ['that is empty is the last one', { ids: [], limit: 0 }, undefined],
  ])('%s', async (_, query, last) => {
    expect((await readPage(answered(query), 3, context)).last).toBe(last);
  });
});
