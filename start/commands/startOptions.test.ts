import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { checkout } from '../setup/checkout.ts';
import { SetupError } from '../setup/setupError.ts';
import { readStartOptions } from './startOptions.ts';

const none = { idle: false, once: false, json: false, cold: false, s3: false, port: undefined };

test('without options the demo runs warm on the folder of the checkout, and is served after', () => {
  expect(readStartOptions([])).toEqual({ ...none, dataDir: join(checkout, '.drover') });
});

test.each([
  [['--idle'], { idle: true }],
  [['--once', '--json', '--cold'], { once: true, json: true, cold: true }],
  [['--s3', '--port', '8080'], { s3: true, port: 8080 }],
  [['--data', 'elsewhere'], { dataDir: resolve('elsewhere') }],
  [['--data=/srv/drover', '--port=65535'], { dataDir: '/srv/drover', port: 65_535 }],
])('%j', (args, expected) => {
  expect(readStartOptions(args)).toMatchObject(expected);
});

test.each([
  [['--idle', '--once'], '--idle and --once exclude each other.'],
  [['--idle', '--json'], '--json prints the report of the demo, which --idle leaves out.'],
  [['--port', '0'], '--port must be a number from 1 to 65535, not "0".'],
  [['--port', '65536'], '--port must be a number from 1 to 65535, not "65536".'],
  [['--port', '80.5'], '--port must be a number from 1 to 65535, not "80.5".'],
  [['--port', 'http'], '--port must be a number from 1 to 65535, not "http".'],
  [['--port', ''], '--port must be a number from 1 to 65535, not "".'],
  [['--data', ''], '--data needs the name of a folder.'],
  [['--data'], /^Option '--data <value>' argument missing\.$/],
  [['--warm'], /^Unknown option '--warm'\.$/],
  [['demo'], /^Unexpected argument 'demo'\.$/],
])('%j is refused, with the usage', (args, message) => {
  const reading = () => readStartOptions(args);
  expect(reading).toThrow(SetupError);
  expect(reading).toThrow(message);
  expect(reading).toThrow(expect.objectContaining({ remedy: expect.stringMatching(/^Usage: npm start -- /) }));
});
