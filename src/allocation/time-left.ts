/** The seconds that are left of a time limit, whatever they are spent on. */
export class TimeLeft {
  private readonly end: number;
  private readonly now: () => number;

  /** `now`: seconds by a clock that only goes on. */
  constructor(limit: number, now: () => number) {
    this.now = now;
    this.end = now() + limit;
  }

  /** A part of the time that is left: it ends earlier. */
  share(share: number): TimeLeft {
    return new TimeLeft(this.left() * share, this.now);
  }

  /** The first steps matter most, and what they don't need is left to the others. */
  forNextStep(): number {
    return this.left() / 2;
  }

  isOver(): boolean {
    return this.left() <= 0;
  }

  private left(): number {
    return Math.max(0, this.end - this.now());
  }
}
