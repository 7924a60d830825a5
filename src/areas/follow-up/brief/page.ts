import type { Names } from '../../../kernel/language.ts';
import { html, type Html, type HtmlValue } from '../../../platform/http/html.ts';
import type { AgreementView, ObligationView } from '../contract-agreements.ts';
import type { MeetingFollowUpView } from '../contract-follow-up.ts';
import type { MeetingView } from '../contract-meetings.ts';
import type { RecommendationView } from '../contract-recommendations.ts';
import { code, isRightToLeft, joined, type Pen, say, sayDate, sayDays, sayLinks, sayParagraphs, sayShortDate } from './pieces.ts';
import { BRIEF_STYLE } from './style.ts';
import { AGREEMENT_STATE_NAMES, MEETING_STATE_NAMES, OBSERVANCE_NAMES, RECOMMENDATION_STATE_NAMES, WORDS } from './words.ts';

interface Occasion {
  readonly today: string;
  /** For whom it is printed. */
  readonly reader: Names;
}

/** What was decided in a meeting and what became of it, as a page made for paper, in one language, that needs nothing else. */
export function renderBrief(followUp: MeetingFollowUpView, pen: Pen, { today, reader }: Occasion): string {
  const { meeting, decidedAt, recommendations, carriedOver, agreements, needs, nextMeeting } = followUp;
  const word = (key: keyof typeof WORDS): string => WORDS[key][pen.language];
  const page = html`<!doctype html>
    <html lang="${pen.language}" dir="${isRightToLeft(pen.language) ? 'rtl' : 'ltr'}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${word('brief')} ${meeting.reference}</title>
        <style>
          ${BRIEF_STYLE}
        </style>
      </head>
      <body>
        <header>
          <div class="over">
            <span>Wasl · وصل — ${word('brief')}</span
            ><span>${word('printedOn')} ${sayDate(today, pen)} · ${word('reader')} ${reader[pen.language]}</span>
          </div>
          <h1>${say(meeting.title, pen)}</h1>
          <p class="facts">
            ${sayDays(meeting.startsOn, meeting.endsOn, pen)} · ${say(meeting.place, pen)} ·
            ${MEETING_STATE_NAMES[meeting.state][pen.language]} · ${code(meeting.reference)}
          </p>
        </header>
        ${section(word('purpose'), [html`<p>${say(meeting.purpose, pen)}</p>`])}
        ${section(
          word('agenda'),
          meeting.agenda.length === 0
            ? null
            : html`<ol class="agenda">
                ${meeting.agenda.map((point) => html`<li>${say(point, pen)}</li>`)}
              </ol>`,
        )}
        ${section(word('decided'), [
          decidedAt !== null && decidedAt.id !== meeting.id ? sayDecidedAt(decidedAt, pen) : null,
          decidedAt === null ? html`<p>${word('nothing')}</p>` : [sayTotals(followUp, pen), sayRecommendations(recommendations, pen)],
        ])}
        ${section(word('carriedOver'), carriedOver.length === 0 ? null : sayRecommendations(carriedOver, pen))}
        ${section(word('agreements'), agreements.length === 0 ? null : agreements.map((agreement) => sayAgreement(agreement, pen)))}
        ${section(
          word('needs'),
          needs.length === 0
            ? null
            : html`<p>
                ${joined(
                  needs.map(
                    ({ reference, state }) =>
                      html`${code(reference)} (${pen.stateNames.get('need_states', state)?.[pen.language] ?? state})`,
                  ),
                  pen.language === 'ar' ? '، ' : ', ',
                )}
              </p>`,
        )}
        ${section(word('minutes'), meeting.minutes === null ? null : html`<div class="minutes">${sayParagraphs(meeting.minutes, pen)}</div>`)}
        ${section(word('participants'), sayParticipants(meeting, pen))}
        ${section(
          word('nextMeeting'),
          nextMeeting === null
            ? null
            : html`<p>
                ${say(nextMeeting.title, pen)}: ${sayDays(nextMeeting.startsOn, nextMeeting.endsOn, pen)}, ${say(nextMeeting.place, pen)}
                (${code(nextMeeting.reference)})
              </p>`,
        )}
        <footer class="small">${word('restricted')}</footer>
      </body>
    </html> `;
  return page.toString();
}

const section = (title: string, content: HtmlValue): Html | null =>
  content === null
    ? null
    : html`<section>
        <h2>${title}</h2>
        ${content}
      </section>`;

const sayDecidedAt = (decidedAt: MeetingView, pen: Pen): Html =>
  html`<p class="facts">
    ${WORDS.decidedAt[pen.language]}: ${say(decidedAt.title, pen)}, ${sayDays(decidedAt.startsOn, decidedAt.endsOn, pen)}
    (${code(decidedAt.reference)})
  </p>`;

function sayTotals({ totals }: MeetingFollowUpView, pen: Pen): Html {
  const names = RECOMMENDATION_STATE_NAMES;
  const tiles: readonly (readonly [count: number, name: Names, mark: string])[] = [
    [totals.recommended, WORDS.total, ''],
    [totals.confirmed, names.confirmed, 'good'],
    [totals.done, names.done, ''],
    [totals.inProgress, names['in-progress'], ''],
    [totals.accepted, names.accepted, ''],
    [totals.open, names.open, ''],
    [totals.overdue, WORDS.overdue, totals.overdue > 0 ? 'late' : ''],
    [totals.rejected, names.rejected, ''],
    [totals.superseded, names.superseded, ''],
  ];
  const shown = tiles.filter(([count], index) => index < 7 || count > 0);
  return html`<ul class="totals">
    ${shown.map(([count, name, mark]) => html`<li class="${mark}"><b>${count}</b>${name[pen.language]}</li>`)}
  </ul>`;
}

function sayRecommendations(recommendations: readonly RecommendationView[], pen: Pen): Html {
  const word = (key: keyof typeof WORDS): string => WORDS[key][pen.language];
  if (recommendations.length === 0) return html`<p>${word('nothing')}</p>`;
  return html`<table>
    <thead>
      <tr>
        <th></th>
        <th>${word('recommendation')}</th>
        <th>${word('owner')}</th>
        <th>${word('due')}</th>
        <th>${word('state')}</th>
        <th>${word('outcome')}</th>
      </tr>
    </thead>
    <tbody>
      ${recommendations.map(
        (one, index) =>
          html`<tr>
            <td class="number">${index + 1}</td>
            <td class="what">${say(one.recommends, pen)}<br /><span class="small">${code(one.reference)}</span></td>
            <td class="who">
              ${joined(
                one.owners.map(({ names }) => names[pen.language]),
                '; ',
              )}
            </td>
            <td class="day">
              ${sayShortDate(one.dueOn, pen)}${one.overdue ? html`<br /><span class="mark late">${word('overdue')}</span>` : null}
            </td>
            <td class="state">
              <span class="mark ${one.state === 'confirmed' ? 'good' : ''}">${RECOMMENDATION_STATE_NAMES[one.state][pen.language]}</span>
            </td>
            <td>${sayOutcome(one, pen)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

/** The latest that is known: the reason of the state, the last note, the evidence and who confirmed it, what it concerns. */
function sayOutcome(one: RecommendationView, pen: Pen): HtmlValue {
  const word = (key: keyof typeof WORDS): string => WORDS[key][pen.language];
  const line = (label: string, value: HtmlValue) => html`<p><span class="small">${label}:</span> ${value}</p>`;
  return [
    one.stateReason === null ? null : html`<p><span dir="auto">${one.stateReason}</span></p>`,
    one.latestNote === null
      ? null
      : html`<p>
          ${say(one.latestNote.note, pen)} <span class="small">(${sayShortDate(one.latestNote.notedAt.slice(0, 10), pen)})</span>
        </p>`,
    one.evidence === null ? null : line(word('evidence'), html`<span dir="auto">${one.evidence}</span>`),
    one.doneByOrganisation === null ? null : line(word('reportedBy'), one.doneByOrganisation.names[pen.language]),
    one.confirmedByOrganisation === null ? null : line(word('confirmedBy'), one.confirmedByOrganisation.names[pen.language]),
    one.links.length === 0 ? null : line(word('concerns'), sayLinks(one.links, pen)),
  ];
}

function sayAgreement(agreement: AgreementView, pen: Pen): Html {
  const word = (key: keyof typeof WORDS): string => WORDS[key][pen.language];
  return html`<h3>${say(agreement.title, pen)} <span class="small">${code(agreement.reference)}</span></h3>
    <p class="facts">
      ${AGREEMENT_STATE_NAMES[agreement.state][pen.language]}${agreement.signedOn === null ? null : html` · ${word('signedOn')} ${sayDate(agreement.signedOn, pen)}`}
      · ${word('parties')}:
      ${joined(
        agreement.parties.map(({ names }) => names[pen.language]),
        '; ',
      )}
    </p>
    <p>${say(agreement.summary, pen)}</p>
    ${
      agreement.obligations.length === 0
        ? null
        : html`<table>
            <thead>
              <tr>
                <th>${word('owes')}</th>
                <th>${word('duty')}</th>
                <th>${word('owedTo')}</th>
                <th>${word('due')}</th>
                <th>${word('observance')}</th>
              </tr>
            </thead>
            <tbody>
              ${agreement.obligations.map((obligation) => sayObligation(obligation, pen))}
            </tbody>
          </table>`
    }`;
}

function sayObligation(one: ObligationView, pen: Pen): Html {
  const word = (key: keyof typeof WORDS): string => WORDS[key][pen.language];
  const [latest] = one.assessments;
  const marks = { observed: 'good', 'not-observed': 'late', 'partly-observed': '', 'not-assessed': '' } as const;
  // Arabic counts the months after ten in the singular.
  const every = one.everyMonths === 1 ? 'everyMonth' : (one.everyMonths ?? 0) > 10 ? 'everyManyMonths' : 'everyMonths';
  const recurs = word(every).replace('{n}', String(one.everyMonths));
  return html`<tr>
    <td class="who">${one.owedBy.names[pen.language]}</td>
    <td>${say(one.duty, pen)}</td>
    <td class="who">${one.owedTo === null ? word('allOthers') : one.owedTo.names[pen.language]}</td>
    <td class="day">
      ${sayShortDate(one.nextDueOn ?? one.dueOn, pen)}${one.everyMonths === null ? null : html`<br /><span class="small">${recurs}</span>`}
    </td>
    <td>
      <span class="mark ${marks[one.observance]}">${OBSERVANCE_NAMES[one.observance][pen.language]}</span
      >${latest === undefined ? null : html` <span class="small">(${sayShortDate(latest.assessedOn, pen)})</span>`}${
        latest?.finding ? html`<br />${say(latest.finding, pen)}` : null
      }${latest?.evidence ? html`<br /><span class="small">${word('evidence')}: <span dir="auto">${latest.evidence}</span></span>` : null}${
        one.awaitsAssessment ? html`<br /><span class="mark late">${word('awaits')}</span>` : null
      }${one.releasedAt === null ? null : html`<br /><span class="small">${word('released')}</span>`}
    </td>
  </tr>`;
}

/** Organisations and how many came; no person is ever named. */
const sayParticipants = ({ participants }: MeetingView, pen: Pen): Html | null =>
  participants.length === 0
    ? null
    : html`<ul class="plain columns">
        ${participants.map(
          ({ organisation, delegationSize }) =>
            html`<li>${organisation.names[pen.language]}${delegationSize === null ? null : html` (${code(String(delegationSize))})`}</li>`,
        )}
      </ul>`;
