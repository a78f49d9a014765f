"""Drives the Proxmox VE lab with proxmoxer, a client that others wrote; prints what it saw as JSON."""

import json
import os
import sys
import tempfile
import time

import requests
import urllib3
from proxmoxer import ProxmoxAPI, ResourceException

urllib3.disable_warnings()
info = json.load(sys.stdin)
port = int(info["url"].rsplit(":", 1)[1])


def secret(username, token):
    return next(c["password"] for c in info["credentials"] if c["username"] == username and ("tokenId" in c) == token)


root = ProxmoxAPI("127.0.0.1", port=port, user="root@pam", password=secret("root@pam", False), verify_ssl=False)
mover = ProxmoxAPI(
    "127.0.0.1",
    port=port,
    user="drover@pve",
    token_name="migrate",
    token_value=secret("drover@pve", True),
    verify_ssl=False,
)


def finished(upid):
    while True:
        status = mover.nodes("pve1").tasks(upid).status.get()
        if status["status"] == "stopped":
            return status["exitstatus"]
        time.sleep(0.05)


with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "seed.raw")
    with open(path, "wb") as image:
        image.write(os.urandom(1 << 20))
    with open(path, "rb") as image:
        upload = mover.nodes("pve1").storage("local").upload.post(content="import", filename=image)
    uploaded = finished(upload)

vmid = mover.cluster.nextid.get()
created = finished(
    mover.nodes("pve1").qemu.post(
        vmid=vmid,
        name="by-proxmoxer",
        memory=64,
        scsi0="local-thin:0,import-from=local:import/seed.raw",
        net0="virtio,bridge=vmbr1,tag=20",
    )
)
vm = mover.nodes("pve1").qemu(vmid)
vm.config.put(description="moved", onboot=0)
config = vm.config.get()
started = finished(vm.status.start.post())
running = vm.status.current.get()["status"]
stopped = finished(vm.status.stop.post())
destroyed = finished(vm.delete(purge=1))
try:
    vm.config.get()
    gone = None
except ResourceException as error:
    gone = error.status_code
try:
    mover.nodes("pve1").qemu.post(vmid="seven")
    refused = None
except ResourceException as error:
    refused = error.errors

print(
    json.dumps(
        {
            "version": root.version.get()["release"],
            "nodes": sorted(node["node"] for node in root.nodes.get()),
            "statuses": [uploaded, created, started, stopped, destroyed],
            "running": running,
            "config": config,
            "gone": gone,
            "refused": refused,
        }
    )
)
