/** A `set` that fails as a whole, whatever record it is because of. */
export const methodFailure = {
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({
    methodResponses: [['error', { type: 'serverFail', description: 'cannot' }, 'set']],
    sessionState: '0',
  }),
};
