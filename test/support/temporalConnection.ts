import { Connection, defaultGrpcRetryOptions, makeGrpcRetryInterceptor } from '@temporalio/client';

/**
 * A connection that can be closed while a call waits for its result. The client's own repeats such a call on the closed
 * channel, and throws from a timer, where nothing can catch it.
 */
export async function connectToTemporal(address: string): Promise<Connection> {
  let closed = false;
  const retry = defaultGrpcRetryOptions();
  const connection = await Connection.connect({
    address,
    interceptors: [
      makeGrpcRetryInterceptor({
        ...retry,
        retryableDecider: (attempt, status) => !closed && retry.retryableDecider(attempt, status),
      }),
    ],
  });
  const close = connection.close.bind(connection);
  connection.close = async () => {
    closed = true;
    await close();
  };
  return connection;
}
