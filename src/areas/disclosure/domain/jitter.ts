export interface Position {
  readonly latitude: number;
  readonly longitude: number;
}

const NEAREST_KM = 40;
export const FARTHEST_KM = 120;
const KM_PER_DEGREE = 111.32;

/**
 * A point 40 to 120 km from the true one, in a direction that two secret numbers in [0, 1) decide, rounded to a tenth of a
 * degree. It is drawn once per need and stored: asking again gives the same point, so asking often averages nothing out.
 */
export function jitter(site: Position, distanceDraw: number, directionDraw: number): Position {
  const distance = NEAREST_KM + (FARTHEST_KM - NEAREST_KM) * distanceDraw;
  const direction = 2 * Math.PI * directionDraw;
  const latitude = site.latitude + (distance * Math.cos(direction)) / KM_PER_DEGREE;
  const kmPerDegreeEast = KM_PER_DEGREE * Math.cos((site.latitude * Math.PI) / 180);
  const longitude = site.longitude + (distance * Math.sin(direction)) / kmPerDegreeEast;
  return { latitude: toTenth(latitude), longitude: toTenth(longitude) };
}

const toTenth = (degrees: number): number => Math.round(degrees * 10) / 10;
