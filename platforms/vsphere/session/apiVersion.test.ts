import { describe, expect, it } from 'vitest';
import { compareVersions, offeredVersion } from './apiVersion.ts';

describe('offeredVersion', () => {
  it('reads the vim25 namespace among others', () => {
    const xml =
      '<namespaces version="1.0"><namespace><name>urn:other</name><version>1</version></namespace>' +
      '<namespace><name>urn:vim25</name><version>7.0.3.0</version><priorVersions><version>6.7</version></priorVersions></namespace></namespaces>';
    expect(offeredVersion(xml)).toBe('7.0.3.0');
  });

  it.each(['', '<html><body>hello</body></html>', '<namespaces'])('finds none in %j', (text) => {
    expect(offeredVersion(text)).toBeUndefined();
  });
});

describe('compareVersions', () => {
  it('compares numbers, not text', () => {
    expect(compareVersions('10.0', '8.0.1.0')).toBeGreaterThan(0);
    expect(compareVersions('6.5', '6.5.0.0')).toBe(0);
    expect(compareVersions('6.7', '7.0')).toBeLessThan(0);
  });
});
