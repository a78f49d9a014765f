"""Drives the simulated vCenter with VMware's own Python client: lab_client.py PACKAGES LAB.json ROLE SCRIPT [NAME [FILE]]."""

import json
import ssl
import sys
import urllib.parse
import urllib.request
from base64 import b64encode

sys.path.insert(0, sys.argv.pop(1))

from pyVim.connect import Disconnect, SmartConnect
from pyVim.task import WaitForTask
from pyVmomi import vim, vmodl


def connect(info, role):
    credential = next(c for c in info["credentials"] if c["role"] == role)
    port = int(info["url"].rsplit(":", 1)[1])
    service = SmartConnect(
        host="127.0.0.1",
        port=port,
        user=credential["username"],
        pwd=credential["password"],
        disableSslCertValidation=True,
    )
    return service, credential


def all_of(service, kind):
    view = service.content.viewManager.CreateContainerView(service.content.rootFolder, [kind], True)
    try:
        return list(view.view)
    finally:
        view.DestroyView()


def machine(service, name):
    return next(vm for vm in all_of(service, vim.VirtualMachine) if vm.name == name)


def disks_of(config):
    return [d for d in config.hardware.device if isinstance(d, vim.vm.device.VirtualDisk)]


def snapshot(vm, name):
    task = vm.CreateSnapshot_Task(name=name, description="", memory=False, quiesce=True)
    WaitForTask(task)
    return task.info.result


def remove(taken):
    WaitForTask(taken.RemoveSnapshot_Task(removeChildren=False, consolidate=True))


def changed(vm, taken, disk, change_id):
    start, areas, pages = 0, [], 0
    while start < disk.capacityInBytes:
        page = vm.QueryChangedDiskAreas(taken, disk.key, start, change_id)
        areas += [(a.start, a.length) for a in page.changedArea]
        start, pages = page.startOffset + page.length, pages + 1
    return areas, pages


class Folder:
    def __init__(self, info, credential):
        self.url = info["url"]
        token = b64encode(f"{credential['username']}:{credential['password']}".encode()).decode()
        self.headers = {"Authorization": f"Basic {token}"}
        self.context = ssl._create_unverified_context()

    def read(self, file_name, offset, length):
        datastore, path = file_name[1:].split("] ")
        query = urllib.parse.urlencode({"dcPath": "Europe/Nova", "dsName": datastore})
        url = f"{self.url}/folder/{urllib.parse.quote(path.replace('.vmdk', '-flat.vmdk'))}?{query}"
        headers = {**self.headers, "Range": f"bytes={offset}-{offset + length - 1}"}
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers), context=self.context) as answer:
            assert answer.status == 206, answer.status
            data = answer.read()
        assert len(data) == length, (len(data), length)
        return data


def warm_copy(info, service, credential, name, target):
    """Copies one disk while the machine runs and writes, then the rest after its shutdown."""
    vm, folder = machine(service, name), Folder(info, credential)
    WaitForTask(vm.ReconfigVM_Task(vim.vm.ConfigSpec(changeTrackingEnabled=True)))
    remove(snapshot(vm, "stun"))
    change_id, rounds = "*", []
    with open(target, "wb") as out:
        for number in range(4):
            if number == 3:
                vm.ShutdownGuest()
                while vm.runtime.powerState != "poweredOff":
                    service.content.propertyCollector.CheckForUpdates(None)
            taken = snapshot(vm, f"round-{number}")
            disk = disks_of(taken.config)[0]
            out.truncate(disk.capacityInBytes)
            areas, pages = changed(vm, taken, disk, change_id)
            for start, length in areas:
                out.seek(start)
                out.write(folder.read(disk.backing.fileName, start, length))
            change_id = disk.backing.changeId
            rounds.append({"pages": pages, "bytes": sum(length for _, length in areas), "quiesced": vm.snapshot.rootSnapshotList[0].quiesced})
            remove(taken)
    return {"rounds": rounds, "snapshotLeft": vm.snapshot is not None}


def inventory(info, service, credential, *_):
    """Reads every property that a migration tool would, of every object."""
    machines = all_of(service, vim.VirtualMachine)
    paths = ["config", "summary", "runtime", "guest", "capability", "snapshot", "storage", "datastore", "network"]
    for vm in machines:
        for path in paths:
            getattr(vm, path)
    counts = {}
    for kind in (vim.HostSystem, vim.Datastore, vim.Network, vim.Datacenter, vim.ResourcePool):
        objects = all_of(service, kind)
        for one in objects:
            one.summary if hasattr(one, "summary") else one.name
        counts[kind.__name__] = len(objects)
    return {"machines": [vm.name for vm in machines], **counts}


def power(info, service, credential, name, *_):
    vm = machine(service, name)
    seen = []
    WaitForTask(vm.PowerOffVM_Task())
    seen.append(vm.runtime.powerState)
    try:
        WaitForTask(vm.PowerOffVM_Task())
    except vim.fault.InvalidPowerState as fault:
        seen.append(f"InvalidPowerState:{fault.existingState}")
    try:
        vm.ShutdownGuest()
    except vim.fault.InvalidPowerState:
        seen.append("InvalidPowerState")
    WaitForTask(vm.PowerOnVM_Task())
    seen.append(vm.runtime.powerState)
    return {"seen": seen}


def refused(info, service, credential, name, *_):
    """What a user who may only look is told."""
    vm = machine(service, name)
    try:
        vm.CreateSnapshot_Task(name="no", memory=False, quiesce=False)
    except vim.fault.NoPermission as fault:
        return {"privilege": fault.privilegeId, "object": fault.object._moId}
    except vmodl.MethodFault as fault:
        return {"other": type(fault).__name__}
    return {}


def main():
    info = json.load(open(sys.argv[1]))
    service, credential = connect(info, sys.argv[2])
    script = {"inventory": inventory, "power": power, "refused": refused, "warm_copy": warm_copy}[sys.argv[3]]
    print(json.dumps(script(info, service, credential, *sys.argv[4:])))
    Disconnect(service)


main()
