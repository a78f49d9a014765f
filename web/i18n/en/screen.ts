export const screen = {
  title: 'Screen',
  boot: 'After the boot',
  asked: 'On request',
  take: 'Take a picture',
  taking: 'Looking …',
  enlarge: 'Enlarge: {{what}}, {{time}}',
  picture: 'Screen of {{vm}}, {{time}}',
  none: 'No picture was taken.',
  noneYet: 'No picture yet.',
  failed: 'No picture could be taken',
  privilege: 'Pictures take the privilege VM.Console on the target; migrations run without it.',
  unsigned: 'Taken after the boot by Drover; not part of what is signed.',
} as const;
