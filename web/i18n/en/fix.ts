export const fix = {
  group: 'Ways on',
  cause: 'Cause',
  here: 'For this run',
  retryStorage: 'Retry with another storage',
  retryPowerOff: 'Retry, power off if need be',
  powerOffText:
    'If the guest does not shut down in time again, the source VM is powered off: its file systems are as after a power cut.',
  connection: 'Connection: {{name}}',
} as const;
