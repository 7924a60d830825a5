import type { Names } from '../../../kernel/language.ts';
import { formatMessage } from '../../../locales/format-message.ts';
import type { MessageKey } from '../../../locales/message-parameters.ts';
import { html, type Html, type HtmlValue } from '../../../platform/http/html.ts';
import type { RecommendationState } from '../domain/recommendation.ts';
import type { AgreementView, MeetingFollowUpView, MeetingView, ObligationView, RecommendationView } from '../record.ts';
import {
  clauses,
  code,
  formatDate,
  formatDays,
  formatLinks,
  formatParagraphs,
  formatReference,
  formatShortDate,
  formatText,
  isRightToLeft,
  labelled,
  listed,
  nameState,
  type Pen,
} from './pieces.ts';
import { BRIEF_STYLE } from './style.ts';

type BriefWord = Extract<MessageKey, `brief.${string}`>;
/** The words of the page that take no parameter. */
const wordsOf =
  ({ language }: Pen) =>
  (key: Exclude<BriefWord, 'brief.recurs'>): string =>
    formatMessage(language, key);

interface Occasion {
  readonly today: string;
  /** For whom it is printed. */
  readonly reader: Names;
}

/** What was decided in a meeting and what became of it, as a page made for paper, in one language, that needs nothing else. */
export function renderBrief(followUp: MeetingFollowUpView, pen: Pen, { today, reader }: Occasion): string {
  const { meeting, decidedAt, recommendations, carriedOver, agreements, needs, nextMeeting } = followUp;
  const word = wordsOf(pen);
  const page = html`<!doctype html>
    <html lang="${pen.language}" dir="${isRightToLeft(pen.language) ? 'rtl' : 'ltr'}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${word('brief.brief')} ${meeting.reference}</title>
        <style>
          ${BRIEF_STYLE}
        </style>
      </head>
      <body>
        <header>
          <div class="over">
            <span>Wasl · وصل — ${word('brief.brief')}</span
            ><span>${word('brief.printed-on')} ${formatDate(today, pen)} · ${word('brief.reader')} ${reader[pen.language]}</span>
          </div>
          <h1>${formatText(meeting.title, pen)}</h1>
          <p class="facts">
            ${formatDays(meeting.startsOn, meeting.endsOn, pen)} · ${formatText(meeting.place, pen)} ·
            ${formatMessage(pen.language, `meeting-state.${meeting.state}`)} · ${code(meeting.reference)}
          </p>
        </header>
        ${section(word('brief.purpose'), [html`<p>${formatText(meeting.purpose, pen)}</p>`])}
        ${section(
          word('brief.agenda'),
          meeting.agenda.length === 0
            ? null
            : html`<ol class="agenda">
                ${meeting.agenda.map((point) => html`<li>${formatText(point, pen)}</li>`)}
              </ol>`,
        )}
        ${section(word('brief.decided'), [
          decidedAt !== null && decidedAt.id !== meeting.id ? formatDecidedAt(decidedAt, pen) : null,
          decidedAt === null
            ? html`<p>${word('brief.nothing')}</p>`
            : [formatTotals(followUp, pen), formatRecommendations(recommendations, pen)],
        ])}
        ${section(word('brief.carried-over'), carriedOver.length === 0 ? null : formatRecommendations(carriedOver, pen))}
        ${section(word('brief.agreements'), agreements.length === 0 ? null : agreements.map((agreement) => formatAgreement(agreement, pen)))}
        ${section(
          word('brief.needs'),
          needs.length === 0
            ? null
            : html`<p>
                ${listed(
                  needs.map(({ reference, state }) => formatReference(reference, nameState('need_states')(state, pen))),
                  pen,
                )}
              </p>`,
        )}
        ${section(word('brief.minutes'), meeting.minutes === null ? null : html`<div class="minutes">${formatParagraphs(meeting.minutes, pen)}</div>`)}
        ${section(word('brief.participants'), formatParticipants(meeting, pen))}
        ${section(
          word('brief.next-meeting'),
          nextMeeting === null
            ? null
            : html`<p>
                ${labelled(
                  formatText(nextMeeting.title, pen),
                  listed([formatDays(nextMeeting.startsOn, nextMeeting.endsOn, pen), formatText(nextMeeting.place, pen)], pen),
                  pen,
                )}
                (${code(nextMeeting.reference)})
              </p>`,
        )}
        <footer class="small">${word('brief.restricted')}</footer>
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

const formatDecidedAt = (decidedAt: MeetingView, pen: Pen): Html =>
  html`<p class="facts">
    ${labelled(
      formatMessage(pen.language, 'brief.decided-at'),
      listed([formatText(decidedAt.title, pen), formatDays(decidedAt.startsOn, decidedAt.endsOn, pen)], pen),
      pen,
    )}
    (${code(decidedAt.reference)})
  </p>`;

function formatTotals({ totals }: MeetingFollowUpView, pen: Pen): Html {
  const state = (name: RecommendationState) => formatMessage(pen.language, `recommendation-state.${name}`);
  const tiles: readonly (readonly [count: number, name: string, mark: string])[] = [
    [totals.recommended, formatMessage(pen.language, 'brief.total'), ''],
    [totals.confirmed, state('confirmed'), 'good'],
    [totals.done, state('done'), ''],
    [totals.inProgress, state('in-progress'), ''],
    [totals.accepted, state('accepted'), ''],
    [totals.open, state('open'), ''],
    [totals.overdue, formatMessage(pen.language, 'brief.overdue'), totals.overdue > 0 ? 'late' : ''],
    [totals.rejected, state('rejected'), ''],
    [totals.superseded, state('superseded'), ''],
  ];
  const shown = tiles.filter(([count], index) => index < 7 || count > 0);
  return html`<ul class="totals">
    ${shown.map(([count, name, mark]) => html`<li class="${mark}"><b>${count}</b>${name}</li>`)}
  </ul>`;
}

function formatRecommendations(recommendations: readonly RecommendationView[], pen: Pen): Html {
  const word = wordsOf(pen);
  if (recommendations.length === 0) return html`<p>${word('brief.nothing')}</p>`;
  return html`<table>
    <thead>
      <tr>
        <th></th>
        <th>${word('brief.recommendation')}</th>
        <th>${word('brief.owner')}</th>
        <th>${word('brief.due')}</th>
        <th>${word('brief.state')}</th>
        <th>${word('brief.outcome')}</th>
      </tr>
    </thead>
    <tbody>
      ${recommendations.map(
        (one, index) =>
          html`<tr>
            <td class="number">${index + 1}</td>
            <td class="what">${formatText(one.recommends, pen)}<br /><span class="small">${code(one.reference)}</span></td>
            <td class="who">
              ${clauses(
                one.owners.map(({ names }) => names[pen.language]),
                pen,
              )}
            </td>
            <td class="day">
              ${formatShortDate(one.dueOn, pen)}${one.overdue ? html`<br /><span class="mark late">${word('brief.overdue')}</span>` : null}
            </td>
            <td class="state">
              <span class="mark ${one.state === 'confirmed' ? 'good' : ''}"
                >${formatMessage(pen.language, `recommendation-state.${one.state}`)}</span
              >
            </td>
            <td>${formatOutcome(one, pen)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

/** The latest that is known: the reason of the state, the last note, the evidence and who confirmed it, what it concerns. */
function formatOutcome(one: RecommendationView, pen: Pen): HtmlValue {
  const word = wordsOf(pen);
  const line = (label: string, value: HtmlValue) => html`<p>${labelled(html`<span class="small">${label}</span>`, value, pen)}</p>`;
  return [
    one.stateReason === null ? null : html`<p><span dir="auto">${one.stateReason}</span></p>`,
    one.latestNote === null
      ? null
      : html`<p>
          ${formatText(one.latestNote.note, pen)} <span class="small">(${formatShortDate(one.latestNote.notedAt.slice(0, 10), pen)})</span>
        </p>`,
    one.evidence === null ? null : line(word('brief.evidence'), html`<span dir="auto">${one.evidence}</span>`),
    one.doneByOrganisation === null ? null : line(word('brief.reported-by'), one.doneByOrganisation.names[pen.language]),
    one.confirmedByOrganisation === null ? null : line(word('brief.confirmed-by'), one.confirmedByOrganisation.names[pen.language]),
    one.links.length === 0 ? null : line(word('brief.concerns'), formatLinks(one.links, pen)),
  ];
}

function formatAgreement(agreement: AgreementView, pen: Pen): Html {
  const word = wordsOf(pen);
  return html`<h3>${formatText(agreement.title, pen)} <span class="small">${code(agreement.reference)}</span></h3>
    <p class="facts">
      ${formatMessage(pen.language, `agreement-state.${agreement.state}`)}${agreement.signedOn === null ? null : html` · ${word('brief.signed-on')} ${formatDate(agreement.signedOn, pen)}`}
      ·
      ${labelled(
        word('brief.parties'),
        clauses(
          agreement.parties.map(({ names }) => names[pen.language]),
          pen,
        ),
        pen,
      )}
    </p>
    <p>${formatText(agreement.summary, pen)}</p>
    ${
      agreement.obligations.length === 0
        ? null
        : html`<table>
            <thead>
              <tr>
                <th>${word('brief.owes')}</th>
                <th>${word('brief.duty')}</th>
                <th>${word('brief.owed-to')}</th>
                <th>${word('brief.due')}</th>
                <th>${word('brief.observance')}</th>
              </tr>
            </thead>
            <tbody>
              ${agreement.obligations.map((obligation) => formatObligation(obligation, pen))}
            </tbody>
          </table>`
    }`;
}

function formatObligation(one: ObligationView, pen: Pen): Html {
  const word = wordsOf(pen);
  const [latest] = one.assessments;
  const marks = { observed: 'good', 'not-observed': 'late', 'partly-observed': '', 'not-assessed': '' } as const;
  const recurs = one.everyMonths === null ? null : formatMessage(pen.language, 'brief.recurs', { months: one.everyMonths });
  return html`<tr>
    <td class="who">${one.owedBy.names[pen.language]}</td>
    <td>${formatText(one.duty, pen)}</td>
    <td class="who">${one.owedTo === null ? word('brief.all-others') : one.owedTo.names[pen.language]}</td>
    <td class="day">
      ${formatShortDate(one.nextDueOn ?? one.dueOn, pen)}${recurs === null ? null : html`<br /><span class="small">${recurs}</span>`}
    </td>
    <td>
      <span class="mark ${marks[one.observance]}">${formatMessage(pen.language, `observance.${one.observance}`)}</span
      >${latest === undefined ? null : html` <span class="small">(${formatShortDate(latest.assessedOn, pen)})</span>`}${
        latest?.finding ? html`<br />${formatText(latest.finding, pen)}` : null
      }${latest?.evidence ? html`<br /><span class="small">${labelled(word('brief.evidence'), html`<span dir="auto">${latest.evidence}</span>`, pen)}</span>` : null}${
        one.awaitsAssessment ? html`<br /><span class="mark late">${word('brief.awaits')}</span>` : null
      }${one.releasedAt === null ? null : html`<br /><span class="small">${word('brief.released')}</span>`}
    </td>
  </tr>`;
}

/** Organisations and how many came; no person is ever named. */
const formatParticipants = ({ participants }: MeetingView, pen: Pen): Html | null =>
  participants.length === 0
    ? null
    : html`<ul class="plain columns">
        ${participants.map(
          ({ organisation, delegationSize }) =>
            html`<li>${organisation.names[pen.language]}${delegationSize === null ? null : html` (${code(String(delegationSize))})`}</li>`,
        )}
      </ul>`;
