#!/bin/sh
# First process: loads the drivers of the hardware that is there, finds the root file system by its label, hands over.
export PATH=/bin:/sbin
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
exec </dev/console >/dev/console 2>&1

# Asks for the drivers of what is on the buses, without a process for each device: under emulation they are what a boot
# costs. Every PC has an IDE controller, whose driver is slow to start, and hardly one has its disk there.
load_drivers() {
  passed_over=$1
  aliases=
  for place in /sys/bus/pci/devices/*/modalias /sys/bus/virtio/devices/*/modalias; do
    [ -e "$place" ] && read -r alias <"$place" || continue
    case $alias in $passed_over) ;; *) aliases="$aliases $alias" ;; esac
  done
  # shellcheck disable=SC2086
  modprobe -a -q -b $aliases
}
IDE='pci:*bc01sc01*'

load_drivers "$IDE"
# A bus driver such as virtio_pci brings up devices with aliases of their own.
for place in /sys/bus/virtio/devices/*; do
  [ -e "$place" ] && load_drivers 'pci:*'
  break
done
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
  [ $((tries % 10)) = 1 ] && load_drivers
  usleep 100000
done

findfs LABEL=guestdata >/dev/null 2>&1 || load_drivers

mount -t ext4 "$root" /root
for place in dev proc sys; do mount --move /$place /root/$place; done
exec switch_root /root /sbin/init
