import { request } from 'node:http';
import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** Unix socket of the run's test services. */
    testServices: string;
  }
}

/** Asks the test runner's main process for a server; the first request of a run waits until it is up. */
export function askService<T>(name: string): Promise<T> {
  return new Promise((resolve, reject) => {
    request({ socketPath: inject('testServices'), path: `/${name}`, timeout: 0 }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => {
        text += part;
      });
      response.on('end', () => {
        if (response.statusCode === 200) resolve(JSON.parse(text) as T);
        else reject(new Error(text));
      });
    })
      .on('error', reject)
      .end();
  });
}
