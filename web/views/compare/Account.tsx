/** What differs as a whole: a sentence, what to make of it, and how far each owner slid. */

import type { OwnerSlide } from "kallsyms";
import type { OpenComparison } from "../../state/compare.js";
import { count, counted } from "../../text/numbers.js";
import { plainName } from "../../text/names.js";
import { ownerName } from "../../text/owners.js";
import type { Comparison, Listed } from "../../worker/compare-protocol.js";
import { advice, headline, shortName, slideText } from "./words.js";

/** Owners besides the image whose slides are in sight without opening anything. */
const SHOWN = 2;

export function Account({ of: { facts, other } }: { of: OpenComparison }) {
  const { image, slides } = facts;
  const warnings = other.opened.facts?.report.warnings ?? [];
  const advised = advice(facts);
  return (
    <section class="account" aria-label="What differs">
      <div class="account-text">
        <div role="status">
          <h2 class="account-headline">{headline(facts)}</h2>
        </div>
        {advised !== undefined && <p class="dim">{advised}</p>}
        <p class="dim">{counted(facts.counts.unchanged, "symbol")} unchanged.</p>
        {warnings.length > 0 && (
          <ul class="warnings" aria-label="Warnings about the other table">
            {warnings.map((warning) => (
              <li key={warning}>{plainName(warning)}</li>
            ))}
          </ul>
        )}
      </div>
      {image.length + slides.total > 0 && (
        <table class="slides account-slides">
          <caption class="unseen">Slides of the kernel image and of the first other owners</caption>
          <SlideHead />
          <SlideRows image={image} others={slides.first.slice(0, SHOWN)} />
        </table>
      )}
      <More facts={facts} />
    </section>
  );
}

function More({ facts: { image, slides, ownersAdded, ownersRemoved } }: { facts: Comparison }) {
  const total = image.length + slides.total;
  const parts = [total > 0 && counted(total, "slide"), ownersRemoved.total > 0 && `${counted(ownersRemoved.total, "owner")} gone`, ownersAdded.total > 0 && `${counted(ownersAdded.total, "owner")} new`];
  const told = parts.filter((part) => part !== false);
  if (told.length === 0) return null;
  return (
    <details class="account-more">
      <summary>By owner: {told.join(", ")}</summary>
      <div class="account-lists">
        <Owners title="Gone" owners={ownersRemoved} />
        <Owners title="New" owners={ownersAdded} />
        {total > 0 && (
          <table class="slides">
            <caption>
              How far each slid, and how many of its symbols agree{slides.total > slides.first.length && `; the first ${count(slides.first.length)} of ${count(slides.total)} owners’ slides are shown`}
            </caption>
            <SlideHead />
            <SlideRows image={image} others={slides.first} />
          </table>
        )}
      </div>
    </details>
  );
}

function Owners({ title, owners: { total, first } }: { title: string; owners: Listed<string> }) {
  if (total === 0) return null;
  return (
    <p>
      <strong>{title}:</strong> {first.map((owner) => shortName(ownerName(owner))).join(", ")}
      {total > first.length && `; the first ${count(first.length)} of ${count(total)} are shown`}
    </p>
  );
}

function SlideHead() {
  return (
    <thead>
      <tr>
        <th scope="col">Owner</th>
        <th scope="col">Slide</th>
        <th scope="col">Agree</th>
        <th scope="col">Differ</th>
      </tr>
    </thead>
  );
}

/** The image has one for its absolute symbols besides its own. */
function SlideRows({ image, others }: { image: readonly OwnerSlide[]; others: readonly OwnerSlide[] }) {
  return (
    <tbody>
      {image.map((slide, at) => (
        <SlideRow key={at} name={at === 0 ? "kernel image" : "its absolute symbols"} slide={slide} />
      ))}
      {others.map((slide, at) => (
        <SlideRow key={at} name={shortName(ownerName(slide.owner))} slide={slide} />
      ))}
    </tbody>
  );
}

function SlideRow({ name, slide: { slide, agreeing, differing } }: { name: string; slide: OwnerSlide }) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td class="mono">{slideText(slide)}</td>
      <td>{count(agreeing)}</td>
      <td>{count(differing)}</td>
    </tr>
  );
}
