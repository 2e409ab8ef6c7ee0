//! Which release a kernel is, and which of the rules about ambiguous names it has.

/// A kernel's release, as far as its text tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Release {
    /// First number.
    pub major: u32,
    /// Second number.
    pub minor: u32,
    /// Third number; `None` where the text doesn't tell it. Distributions number their builds in its place:
    /// Debian's `6.1.0-50-amd64` is 6.1.176.
    pub patch: Option<u32>,
}

impl Release {
    /// Reads what `uname -r` or `/proc/version` prints; `None` where no two numbers parted by a dot are in it.
    ///
    /// ```
    /// use kallsyms::query::kprobe::Release;
    ///
    /// assert_eq!(Release::parse("6.1.176"), Some(Release { major: 6, minor: 1, patch: Some(176) }));
    /// assert_eq!(Release::parse("7.3.4+deb13-amd64"), Some(Release { major: 7, minor: 3, patch: Some(4) }));
    /// assert_eq!(Release::parse("6.1.0-50-amd64"), Some(Release { major: 6, minor: 1, patch: None }));
    /// let version = "Linux version 6.1.0-50-amd64 (gcc-12 (Debian 12.2.0-14) 12.2.0) #1 SMP Debian 6.1.176-1 (2026-07-02)";
    /// assert_eq!(Release::parse(version), Release::parse("6.1.176"));
    /// ```
    pub fn parse(text: &str) -> Option<Self> {
        let (major, rest) = number(debian_release(text).or_else(|| from_first_digit(text))?)?;
        let (minor, rest) = number(rest.strip_prefix('.')?)?;
        let patch = match rest.strip_prefix('.').and_then(number) {
            Some((0, rest)) if is_build_number(rest) => None,
            Some((patch, _)) => Some(patch),
            None if rest.starts_with("-rc") => Some(0),
            None => None,
        };
        Some(Self { major, minor, patch })
    }

    /// Whether `perf_event_open` (and with it libbpf and bpftrace) may refuse every `module:name` with ENOENT: kernels that
    /// count a name's symbols (b022f0c7e404) but don't yet pass names with a module by. The text interface of tracefs
    /// isn't affected. Stable mails of 5.4.288, 5.10.232, 5.15.175, 6.1.121 and 6.6.67.
    pub(super) fn may_refuse_modules_in_perf(self) -> bool {
        let patches = match (self.major, self.minor) {
            (5, 4) => 285..288,
            (5, 10) => 227..232,
            (5, 15) => 138..175,
            (6, 1) => 60..121,
            (6, 5) => 9..u32::MAX,
            (6, 6) => 0..67,
            (6, 7..=9) => 0..u32::MAX,
            (6, 10) => 0..10,
            _ => return false,
        };
        self.patch.is_none_or(|patch| patches.contains(&patch))
    }

    /// Whether a probe at an address where no symbol is counts as one that will be armed later (`_kprobe_addr` gives
    /// ENOENT), instead of being refused. 5.10 refuses, 6.1 and 7.3 wait (measured); it came with 5.18 (from memory).
    pub(super) fn waits_for_symbols(self) -> bool {
        (self.major, self.minor) >= (5, 18)
    }
}

/// The release in Debian's own part of `/proc/version`, which alone tells the third number there.
fn debian_release(text: &str) -> Option<&str> {
    const MARK: &str = " Debian ";
    let release = &text[text.rfind(MARK)? + MARK.len()..];
    release.starts_with(|first: char| first.is_ascii_digit()).then_some(release)
}

fn from_first_digit(text: &str) -> Option<&str> {
    Some(&text[text.find(|letter: char| letter.is_ascii_digit())?..])
}

/// The number that a text begins with, and what follows it.
fn number(text: &str) -> Option<(u32, &str)> {
    let end = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    Some((text[..end].parse().ok()?, &text[end..]))
}

/// Whether a distribution's own number follows, as in `-50-amd64` and `-427.el9`.
fn is_build_number(rest: &str) -> bool {
    rest.strip_prefix('-').is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_digit()))
}

/// What a kernel does about names with several symbols, oldest rule first.
///
/// "Rows" are symbols with exactly the name, of any type; those of `[bpf]`, `[__builtin__ftrace]` and
/// `[__builtin__kprobes]` are never counted nor found. Distributions such as RHEL, Ubuntu, SUSE and Amazon take patches
/// over without changing the release, so for these the rule can't be read off it for sure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Regime {
    /// No check: the first row in file order is taken, those of the image before those of modules.
    /// Up to 6.4 where no patch was taken over; measured on 5.10.223.
    Unchecked,
    /// A bare name with several rows in the image is refused; modules aren't looked at, so a name that is only in a module
    /// isn't found. `b022f0c7e404`: 5.15.138 (from memory) to 5.15.146, 6.1.60 to 6.1.70, 6.5.9 and later.
    ImageCounted,
    /// A bare name with several rows in image and modules together is refused; `module:name` isn't checked and the first row
    /// in that module taken. `926fe783c8a6`: 5.10.227, 5.15.147, 6.1.71, 6.6 to 6.10.9; measured on 6.1.176.
    AllCounted,
    /// As [`Regime::AllCounted`], but the walk over all symbols already includes modules and so counts theirs twice: a name
    /// in any module is refused. 5.4.285 and later; inferred from the sources, not measured.
    ModulesCountedTwice,
    /// As [`Regime::AllCounted`], and `module:name` with several rows in that module is refused.
    /// `9d8616034f16`: 6.10.10 to 7.0.9; measured on 6.12.
    OwnerCounted,
    /// As [`Regime::OwnerCounted`], but where the image has the name, modules aren't looked at.
    /// `1870ddcd94b0`: 7.0.10 and later; measured on 7.3.4.
    ImageFirst,
}

impl Regime {
    /// The newest rule.
    pub const NEWEST: Self = Self::ImageFirst;

    /// The rule of a release; `None` where it changed within the series and the third number isn't known.
    ///
    /// ```
    /// use kallsyms::query::kprobe::{Regime, Release};
    ///
    /// let regime = |text| Release::parse(text).and_then(Regime::of);
    /// assert_eq!(regime("6.1.59"), Some(Regime::Unchecked));
    /// assert_eq!(regime("6.1.176"), Some(Regime::AllCounted));
    /// assert_eq!(regime("6.1.0-50-amd64"), None);
    /// assert_eq!(regime("6.8.0-31-generic"), Some(Regime::AllCounted));
    /// ```
    pub fn of(release: Release) -> Option<Self> {
        let newest = Self::newest_of(release);
        match release.patch {
            Some(_) => Some(newest),
            None => (Self::of_patch(release.major, release.minor, 0) == newest).then_some(newest),
        }
    }

    /// The rule of a release, and where its third number isn't known that of the newest of its series.
    pub(super) fn newest_of(release: Release) -> Self {
        Self::of_patch(release.major, release.minor, release.patch.unwrap_or(u32::MAX))
    }

    /// Whether a release may have this rule, as far as its numbers tell.
    pub(super) fn is_possible_for(self, release: Release) -> bool {
        match release.patch {
            Some(_) => Self::newest_of(release) == self,
            None => {
                let steps = Self::steps(release.major, release.minor);
                let is_first = self == Self::of_patch(release.major, release.minor, 0);
                is_first || steps.iter().any(|&(_, regime)| regime == self)
            }
        }
    }

    fn of_patch(major: u32, minor: u32, patch: u32) -> Self {
        let steps = Self::steps(major, minor).iter();
        steps.rev().find(|&&(first, _)| first <= patch).map_or(Self::Unchecked, |&(_, regime)| regime)
    }

    /// The rules of a series, each with the first third number that has it; before the first, names aren't checked.
    const fn steps(major: u32, minor: u32) -> &'static [(u32, Self)] {
        match (major, minor) {
            (5, 4) => &[(285, Self::ModulesCountedTwice)],
            (5, 10) => &[(227, Self::AllCounted)],
            (5, 15) => &[(138, Self::ImageCounted), (147, Self::AllCounted)],
            (6, 1) => &[(60, Self::ImageCounted), (71, Self::AllCounted)],
            (6, 5) => &[(9, Self::ImageCounted)],
            (..=5, _) | (6, ..=4) => &[],
            (6, 6..=9) => &[(0, Self::AllCounted)],
            (6, 10) => &[(0, Self::AllCounted), (10, Self::OwnerCounted)],
            (6, _) => &[(0, Self::OwnerCounted)],
            (7, 0) => &[(0, Self::OwnerCounted), (10, Self::ImageFirst)],
            _ => &[(0, Self::ImageFirst)],
        }
    }

    /// Whether `module:name` is checked, too, and tracefs turns every such refusal into EINVAL.
    pub(super) fn checks_owners(self) -> bool {
        self >= Self::OwnerCounted
    }

    /// Which kernels have the rule, in words.
    pub(super) const fn kernels(self) -> &'static str {
        match self {
            Self::Unchecked => "up to 5.4.284, 5.10.226, 5.15.137, 6.1.59 and 6.5.8",
            Self::ImageCounted => "5.15.138 to .146, 6.1.60 to .70, 6.5.9 and later 6.5",
            Self::AllCounted => "5.10.227, 5.15.147, 6.1.71 and later of these, 6.6 to 6.10.9",
            Self::ModulesCountedTwice => "5.4.285 and later 5.4",
            Self::OwnerCounted => "6.10.10 to 7.0.9",
            Self::ImageFirst => "7.0.10 and later",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_is_where_the_patch_came() {
        let regime = |text: &str| Release::parse(text).and_then(Regime::of);
        for (before, after, rule) in [
            ("5.4.284", "5.4.285", Regime::ModulesCountedTwice),
            ("5.10.226", "5.10.227", Regime::AllCounted),
            ("5.15.137", "5.15.138", Regime::ImageCounted),
            ("5.15.146", "5.15.147", Regime::AllCounted),
            ("6.1.59", "6.1.60", Regime::ImageCounted),
            ("6.1.70", "6.1.71", Regime::AllCounted),
            ("6.5.8", "6.5.9", Regime::ImageCounted),
            ("6.4.16", "6.6.1", Regime::AllCounted),
            ("6.10.9", "6.10.10", Regime::OwnerCounted),
            ("7.0.9", "7.0.10", Regime::ImageFirst),
        ] {
            assert_eq!(regime(after), Some(rule), "{after}");
            assert!(regime(before) < Some(rule), "{before}");
        }
        assert_eq!(regime("4.19.320"), Some(Regime::Unchecked));
        assert_eq!(regime("5.14.0-427.el9.x86_64"), Some(Regime::Unchecked));
        assert_eq!(regime("6.12.43"), Some(Regime::OwnerCounted));
        assert_eq!(regime("7.0.0-rc1"), Some(Regime::OwnerCounted));
        assert_eq!(regime("8.0"), Some(Regime::ImageFirst));
    }

    #[test]
    fn what_is_no_release_is_none() {
        for text in ["", "6", "six.one", "6.", "99999999999.1", "v"] {
            assert_eq!(Release::parse(text), None, "{text:?}");
        }
        assert_eq!(Release::parse("v6.10-rc3"), Some(Release { major: 6, minor: 10, patch: Some(0) }));
    }
}
