export const fix = {
  group: 'Ways on',
  cause: 'Cause',
  here: 'For this run',
  retryStorage: 'Retry with another storage',
  retryPowerOff: 'Retry, power off if need be',
  powerOffText:
    'If the guest does not shut down in time again, the source VM is powered off: its file systems are as after a power cut.',
  undoText: 'Undo cutover puts the source back into service and keeps the replica, which goes on following it.',
  connection: 'Connection: {{name}}',
} as const;
