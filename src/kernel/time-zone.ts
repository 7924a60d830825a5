/** An IANA time zone, such as `Africa/Tripoli`. */
export type TimeZone = string;

/** Where the mission works: what spans many places (a ranking, statistics, a plan, a meeting's decisions) is dated by the day there. */
export const MISSION_ZONE: TimeZone = 'Africa/Tripoli';

/** Where a party's organisations are taken to be, where the file doesn't say another place of one: its seat of government. */
const ZONE_OF_PARTY: Readonly<Record<string, TimeZone>> = {
  LY: 'Africa/Tripoli',
  TN: 'Africa/Tunis',
  DZ: 'Africa/Algiers',
  EG: 'Africa/Cairo',
  SD: 'Africa/Khartoum',
  TD: 'Africa/Ndjamena',
  NE: 'Africa/Niamey',
  IT: 'Europe/Rome',
  MT: 'Europe/Malta',
  DE: 'Europe/Berlin',
  FR: 'Europe/Paris',
  ES: 'Europe/Madrid',
  NL: 'Europe/Amsterdam',
  GR: 'Europe/Athens',
  TR: 'Europe/Istanbul',
  GB: 'Europe/London',
  US: 'America/New_York',
  JP: 'Asia/Tokyo',
  EU: 'Europe/Brussels',
  UN: 'America/New_York',
};

/** The zone of a country or party (ISO 3166-1, or UN, EU, INT); the mission's where it isn't known. */
export const zoneOfParty = (party: string): TimeZone => ZONE_OF_PARTY[party] ?? MISSION_ZONE;
