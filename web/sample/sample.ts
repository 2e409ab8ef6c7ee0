/** The sample that the page opens with: a cut of a real table, and what it is cut from. `make.mjs` beside it does the cutting. */

export const SAMPLE = {
  kernel: "Linux 6.1.176 (Debian, amd64)",
  about: "A cut of a real table: 28,000 lines from _stext on, and the modules ext4, nf_tables and tls whole.",
};
