#!/bin/sh
# Brings the guest up: checks what it wrote in former boots, starts the agent, then writes on.
export PATH=/bin:/sbin:/usr/bin:/usr/sbin
mount -t tmpfs run /run
mount -o remount,rw /
hostname -F /etc/hostname
ip link set lo up

# The disk may come up a moment after its controller.
tries=0
while ! data=$(findfs LABEL=guestdata 2>/dev/null) && [ $tries -lt 30 ]; do
  tries=$((tries + 1))
  usleep 100000
done
[ -n "$data" ] && mount -t ext4 "$data" /data

echo boot >>/var/lib/guest/boots
boots=$(wc -l </var/lib/guest/boots)

/usr/sbin/records check >/run/verdict
echo "drover-guest: $(cat /run/verdict)"

for port in /sys/class/virtio-ports/*; do
  [ -e "$port/name" ] && [ "$(cat "$port/name")" = org.qemu.guest_agent.0 ] || continue
  # There is no udev to make the link.
  mkdir -p /dev/virtio-ports
  ln -sf "/dev/${port##*/}" /dev/virtio-ports/org.qemu.guest_agent.0
  qemu-ga -d -m virtio-serial -p /dev/virtio-ports/org.qemu.guest_agent.0 -t /run -f /run/qemu-ga.pid
done

network=none
for card in /sys/class/net/*; do
  [ -e "$card/device/driver" ] || continue
  network=$(basename "$(readlink "$card/device/driver")")
  ip link set "${card##*/}" up
  udhcpc -b -i "${card##*/}" -t 3 -T 1 -q -s /etc/udhcpc.script >/dev/null 2>&1 &
done

# The nearest ancestor of the root disk on a PCI or virtio bus is its controller.
storage=none
place=$(readlink -f "/sys/class/block/$(basename "$(findfs LABEL=guestroot)")")
while [ "$place" != / ]; do
  bus=$(basename "$(readlink "$place/subsystem")" 2>/dev/null)
  if [ -e "$place/driver" ] && { [ "$bus" = pci ] || [ "$bus" = virtio ]; }; then
    storage=$(basename "$(readlink "$place/driver")")
    break
  fi
  place=$(dirname "$place")
done

firmware=bios
[ -d /sys/firmware/efi ] && firmware=uefi
echo "drover-guest: {\"event\":\"ready\",\"hostname\":\"$(hostname)\",\"firmware\":\"$firmware\",\"storageDriver\":\"$storage\",\"networkDriver\":\"$network\",\"boots\":$boots}"

[ -n "$data" ] && setsid /usr/sbin/records write </dev/null >/dev/console 2>&1 &
exit 0
