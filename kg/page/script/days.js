// Days are numbers, whole days since 1970-01-01 (UTC); calendar units and counts of them.

const MILLISECONDS_A_DAY = 86400000;

// "2021-08-28" for a day; "+12021-08-28" and "-0044-03-15" for years of other than four digits.
function dayText(day) {
  return new Date(day * MILLISECONDS_A_DAY).toISOString().split("T")[0];
}

// The day of "2021-08-28"; null for "" and for what is no such day.
function dayOf(text) {
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
  // Some browsers take 31 February for a day in March.
  return Number.isNaN(time) || dayText(time / MILLISECONDS_A_DAY) !== text
    ? null : time / MILLISECONDS_A_DAY;
}

function dayIn(year, month) {
  // Date.UTC takes a year below 100 for one of the 1900s.
  return new Date(0).setUTCFullYear(year, month, 1) / MILLISECONDS_A_DAY;
}

// Calendar units: `days` is how long one is, about; `start(day, step)` the first day of the unit
// that holds the day, and `next(start, step)` of the unit after, for runs of `step` units.
const CALENDAR = {
  day: {
    days: 1,
    text: dayText,
    start: (day) => day,
    next: (start, step = 1) => start + step,
  },
  week: {
    days: 7,
    text: dayText,
    // 1970-01-01 was a Thursday; weeks begin on Monday.
    start: (day) => day - ((((day + 3) % 7) + 7) % 7),
    next: (start, step = 1) => start + 7 * step,
  },
  month: {
    days: 30.44,
    text: (day) => dayText(day).slice(0, -3),
    start(day, step = 1) {
      const date = new Date(day * MILLISECONDS_A_DAY);
      return dayIn(date.getUTCFullYear(), Math.floor(date.getUTCMonth() / step) * step);
    },
    next(start, step = 1) {
      const date = new Date(start * MILLISECONDS_A_DAY);
      return dayIn(date.getUTCFullYear(), date.getUTCMonth() + step);
    },
  },
  year: {
    days: 365.25,
    text: (day) => dayText(day).slice(0, -6),
    start(day, step = 1) {
      const year = new Date(day * MILLISECONDS_A_DAY).getUTCFullYear();
      return dayIn(Math.floor(year / step) * step, 0);
    },
    next: (start, step = 1) =>
      dayIn(new Date(start * MILLISECONDS_A_DAY).getUTCFullYear() + step, 0),
  },
};

// The days that a time axis covers, {first, last, length}; null where nothing was reported.
// It is the range of the reports, without a few that lie far off, widened to what began up to
// that long before or after: a tie of 1989 must not squash a graph of August 2021.
function daysCovered(reported, held) {
  const days = Float64Array.from(reported.filter((day) => day !== null)).sort();
  if (!days.length) {
    return null;
  }
  let [first, last] = bulk(days);
  const length = last - first + 1;
  const [from, until] = [first - length, last + length];
  for (const [begin] of held) {
    if (begin !== null && begin >= from && begin <= until) {
      first = Math.min(first, begin);
      last = Math.max(last, begin);
    }
  }
  first = Math.min(first, last - 6);
  return { first, last, length: last - first + 1 };
}

// The ends of sorted days; where the outer fiftieths make them four times as long, without those.
function bulk(days) {
  const far = Math.floor(days.length / 50);
  const [first, last] = [days[far], days[days.length - 1 - far]];
  const [start, end] = [days[0], days[days.length - 1]];
  return end - start + 1 > 4 * Math.max(7, last - first + 1) ? [first, last] : [start, end];
}

// How many of some days fall on each day covered, before all of them, and after.
function countDays(days, { first, length }) {
  const counts = new Uint32Array(length);
  let [earlier, later] = [0, 0];
  for (const day of days) {
    if (day === null) {
      continue;
    }
    if (day < first) {
      earlier += 1;
    } else if (day >= first + length) {
      later += 1;
    } else {
      counts[day - first] += 1;
    }
  }
  return { counts, earlier, later };
}

// How many of the spans may hold at some time between two of the days covered.
function holdCounter(held, covered) {
  const begun = summed(countDays(held.map(([first]) => first ?? -Infinity), covered));
  const ended = summed(countDays(held.map(([, last]) => last), covered));
  return (from, until) =>
    begun[until - covered.first + 1] - ended[from - covered.first];
}

// Item i: how many came before day i, from the first of the days counted.
function summed({ counts, earlier }) {
  const sums = new Uint32Array(counts.length + 1);
  sums[0] = earlier;
  counts.forEach((number, index) => {
    sums[index + 1] = sums[index] + number;
  });
  return sums;
}

// The smallest unit of which each has room for a bar of so many pixels.
function roomyUnit(pixelsADay, pixels) {
  return Object.keys(CALENDAR).find((name) => CALENDAR[name].days * pixelsADay >= pixels) ?? "year";
}

// The days covered in whole calendar units, [first, last] of each; the outer ones may be cut.
function binsOf({ first, last }, unit) {
  const bins = [];
  const { start, next } = CALENDAR[unit];
  for (let day = start(first); day <= last; day = next(day)) {
    bins.push([Math.max(first, day), Math.min(last, next(day) - 1)]);
  }
  return bins;
}

// Where an axis is marked: [unit, step], closest first.
const AXIS_STEPS = [
  ["day", 1], ["day", 2], ["week", 1], ["week", 2],
  ["month", 1], ["month", 2], ["month", 3], ["month", 6],
  ["year", 1], ["year", 2], ["year", 5], ["year", 10], ["year", 20], ["year", 50],
  ["year", 100], ["year", 500], ["year", 1000],
];

// The marks of an axis, [day, text], so far apart that their texts never touch.
function axisMarks({ first, last, length }, width, characterWidth) {
  const fits = ([unit, step]) => {
    const { days, text } = CALENDAR[unit];
    return (width / length) * days * step >= (text(first).length + 2) * characterWidth;
  };
  const [unit, step] = AXIS_STEPS.find(fits) ?? AXIS_STEPS[AXIS_STEPS.length - 1];
  const marks = [];
  const { start, next, text } = CALENDAR[unit];
  for (let day = start(first, step); day <= last; day = next(day, step)) {
    if (day >= first) {
      marks.push([day, text(day)]);
    }
  }
  return marks;
}
