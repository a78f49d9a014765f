import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createSelfSigned } from '../../lab/tls/selfSigned.ts';
import { freePort } from '../../start/supervisor/freePort.ts';
import { type ManagedProcess, startProcess } from '../../start/supervisor/managedProcess.ts';
import { waitUntilReady } from '../../start/supervisor/readiness.ts';
import type { TestSlapd } from './slapd.ts';

const schemas = ['core', 'cosine', 'inetorgperson'].map((name) => `include /etc/ldap/schema/${name}.schema`).join('\n');

/** OpenLDAP with the people and groups of `entries`, on loopback with and without TLS. */
export async function startSlapd(folder: string, logFile: string): Promise<TestSlapd & { process: ManagedProcess }> {
  const password = randomBytes(12).toString('hex');
  const { certPem, keyPem } = createSelfSigned({
    commonName: 'Test directory',
    altNames: { dns: ['localhost'], ip: ['127.0.0.1'] },
    days: 2,
  });
  mkdirSync(join(folder, 'data'), { recursive: true });
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text, { mode: 0o600 });
    return join(folder, name);
  };
  const caFile = file('ca.pem', certPem);
  const config = file(
    'slapd.conf',
    `${schemas}
modulepath /usr/lib/ldap
moduleload back_mdb
pidfile ${join(folder, 'slapd.pid')}
TLSCertificateFile ${caFile}
TLSCertificateKeyFile ${file('key.pem', keyPem)}
database mdb
maxsize 16777216
suffix "dc=example,dc=org"
directory ${join(folder, 'data')}
index uid,member eq
access to attrs=userPassword by anonymous auth
access to * by dn.exact="cn=drover,dc=example,dc=org" read
`,
  );
  const data = file('entries.ldif', entries(password));
  execFileSync('/usr/sbin/slapadd', ['-q', '-f', config, '-l', data], { stdio: ['ignore', 'ignore', 'pipe'] });
  const [port, securePort] = [await freePort(), await freePort()];
  const spec = {
    name: 'slapd',
    command: '/usr/sbin/slapd',
    args: ['-d', '0', '-f', config, '-h', `ldap://127.0.0.1:${port}/ ldaps://127.0.0.1:${securePort}/`],
    environment: {},
    logFile,
  };
  const process = await startProcess(spec);
  await waitUntilReady(spec, process, () => answers(securePort));
  return {
    process,
    password,
    caFile,
    ca: certPem,
    url: `ldap://127.0.0.1:${port}`,
    secureUrl: `ldaps://127.0.0.1:${securePort}`,
  };
}

/** alice is an operator by way of two groups, bob sits in a cycle, carol in nothing, and two people are called twin. */
function entries(password: string): string {
  const base = 'dc=example,dc=org';
  const person = (rdn: string, uid: string) =>
    `dn: ${rdn},ou=people,${base}\nobjectClass: inetOrgPerson\nuid: ${uid}\nsn: ${uid}\ncn: ${uid}\nuserPassword: ${password}-${uid}\n`;
  const group = (cn: string, ...members: string[]) =>
    `dn: cn=${cn},ou=groups,${base}\nobjectClass: groupOfNames\ncn: ${cn}\n${members.map((member) => `member: ${member},${base}\n`).join('')}`;
  const unit = (name: string) => `dn: ou=${name},${base}\nobjectClass: organizationalUnit\nou: ${name}\n`;
  return [
    `dn: ${base}\nobjectClass: domain\ndc: example\n`,
    `dn: cn=drover,${base}\nobjectClass: organizationalRole\nobjectClass: simpleSecurityObject\ncn: drover\nuserPassword: ${password}\n`,
    ...['people', 'groups'].map(unit),
    person('uid=alice', 'alice'),
    person('uid=bob', 'bob'),
    person('uid=carol', 'carol'),
    // A name that has to be escaped in a filter, and in a distinguished name besides.
    person('cn=Eve \\28ops\\29\\2C *', 'eve'),
    ...['east', 'west'].map((place) => person(`cn=twin ${place}`, 'twin')),
    group('team', 'uid=alice,ou=people', 'cn=Eve \\28ops\\29\\2C *,ou=people'),
    group('division', 'cn=team,ou=groups'),
    group('operators', 'cn=division,ou=groups'),
    group('loop-a', 'uid=bob,ou=people', 'cn=loop-b,ou=groups'),
    group('loop-b', 'cn=loop-a,ou=groups'),
  ].join('\n');
}

function answers(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve();
    });
    socket.once('error', reject);
  });
}
