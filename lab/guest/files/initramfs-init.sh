#!/bin/sh
# First process: loads the drivers of the hardware that is there, finds the root file system by its label, hands over.
export PATH=/bin:/sbin
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
exec </dev/console >/dev/console 2>&1

load_drivers() {
  find /sys/devices -name modalias -exec cat {} + 2>/dev/null | sort -u | xargs modprobe -a -q -b
}

# Twice: a bus driver such as virtio_pci brings up devices with aliases of their own.
load_drivers
load_drivers
# Drivers that a migration has added without knowing the hardware's aliases.
[ -s /conf/modules ] && while read -r module; do modprobe -q "$module"; done </conf/modules
modprobe -q sd_mod

tries=0
while ! root=$(findfs LABEL=guestroot 2>/dev/null); do
  tries=$((tries + 1))
  if [ $tries = 60 ]; then
    echo 'drover-guest: {"event":"failed","reason":"no-root-disk"}'
    poweroff -f
  fi
  usleep 100000
  [ $((tries % 10)) = 0 ] && load_drivers
done

mount -t ext4 "$root" /root
for place in dev proc sys; do mount --move /$place /root/$place; done
exec switch_root /root /sbin/init
