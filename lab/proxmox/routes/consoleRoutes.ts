import { authUser } from '../access/accessConfig.ts';
import { ApiError, die } from '../http/apiError.ts';
import type { Route } from '../http/route.ts';
import { hasScreen } from '../qemu/commandLine.ts';
import { optionalBoolean } from '../schema/formats.ts';
import { integer, text } from '../schema/params.ts';
import { vmPath } from './vmSchema.ts';

const console = '/nodes/{node}/qemu/{vmid}';
const permission = { path: '/vms/{vmid}', privileges: ['VM.Console'] };
const vmUri = (vmid: number) => `/vms/${vmid}`;

export const consoleRoutes: Route[] = [
  {
    method: 'POST',
    path: `${console}/vncproxy`,
    permission,
    parameters: { ...vmPath, websocket: optionalBoolean, 'generate-password': optionalBoolean },
    handler({ params, identity, datacenter }) {
      const node = text(params, 'node');
      const vmid = integer(params, 'vmid');
      const { options } = datacenter.vms.read(node, vmid);
      if (!hasScreen(options)) throw new ApiError(501, 'the lab has no terminals of serial displays');
      const user = authUser(identity);
      const port = datacenter.consoles.reservePort();
      const ticket = datacenter.tickets.issueVncTicket(user, vmUri(vmid), port);
      const machine = () => datacenter.runtime.running(vmid);
      const upid = datacenter.tasks.start({ node, type: 'vncproxy', id: String(vmid), identity }, (task) =>
        datacenter.consoles.serve(port, { ticket, machine, signal: task.signal }),
      );
      return { user, ticket, port: String(port), upid, cert: datacenter.certificatePem };
    },
  },
  {
    // Answers before the upgrade, which console/upgradeHandler.ts makes.
    method: 'GET',
    path: `${console}/vncwebsocket`,
    permission,
    parameters: {
      ...vmPath,
      port: { type: 'integer', minimum: 5900, maximum: 5999 },
      vncticket: { type: 'string', maxLength: 512 },
    },
    handler({ params, identity, datacenter }) {
      const port = integer(params, 'port');
      const vmid = integer(params, 'vmid');
      const ticket = text(params, 'vncticket');
      if (!datacenter.tickets.verifyVncTicket(ticket, authUser(identity), vmUri(vmid), port)) {
        throw new ApiError(401, 'invalid PVEVNC ticket');
      }
      if (!datacenter.vms.ids().includes(vmid)) throw die(`VM ${vmid} does not exist`);
      return { port: String(port) };
    },
  },
];
