export const forecasts = {
  title: 'Forecast',
  duration: 'Until the target runs',
  downtime: 'Downtime',
  span: '{{median}}; 9 of 10 within {{p90}}',
  basedOn_one:
    'By {{count}} migration between these connections that has completed; waiting for a command is not in it.',
  basedOn_other:
    'By {{count}} migrations between these connections that have completed; waiting for a command is not in it.',
  assumed: 'Nothing has been moved between these connections yet: these are assumptions.',
  longest: 'Longest VM, 9 of 10 within',
  worstDowntime: 'Longest downtime, 9 of 10 within',
} as const;
