/** The seconds that are left for integer programs. A share of it is taken from the whole as it is spent. */
export class TimeLeft {
  private seconds: number;
  private readonly whole: TimeLeft | null;

  constructor(seconds: number, whole: TimeLeft | null = null) {
    this.seconds = seconds;
    this.whole = whole;
  }

  share(share: number): TimeLeft {
    return new TimeLeft(this.seconds * share, this);
  }

  /** The first steps matter most, and what they don't need is left to the others. */
  forNextStep(): number {
    return this.seconds / 2;
  }

  isOver(): boolean {
    return this.seconds <= 0;
  }

  spend(seconds: number): void {
    this.seconds = Math.max(0, this.seconds - seconds);
    this.whole?.spend(seconds);
  }
}
