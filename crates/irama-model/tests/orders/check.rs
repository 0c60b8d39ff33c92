//! Whether a piece keeps all promises, worked out anew and note by note.

use std::collections::{BTreeMap, BTreeSet};

use irama_events::{Passages, Seat, gm_drum, nearest_step, seats};
use irama_model::events::{Brief, ChordNotes, Composed, PartBrief};
use irama_score::{Bar, Control, Note, Part, Repair, Score, Tick, read_midi, write_midi};

/// What a piece is checked against.
pub(crate) struct Promise<'a> {
    pub(crate) brief: &'a Brief,
    pub(crate) material: Option<&'a Score>,
    pub(crate) passages: &'a Passages,
}

impl Promise<'_> {
    /// Says what is broken, if anything is.
    pub(crate) fn check(&self, composed: &Composed) -> Result<(), String> {
        let score = &composed.score;
        self.bars(score)?;
        let new = self.stays(score)?;
        self.sounds(score, &new)?;
        self.parts(score, &new)?;
        self.harmony(score, &new)?;
        self.copies(score, &new)?;
        self.plan(score)?;
        let bytes = write_midi(score).map_err(|it| it.to_string())?;
        let again = read_midi(&bytes).map_err(|it| it.to_string())?;
        let may_be = |it: &Repair| self.material.is_some() && it.what.contains("same pitch sounds");
        ensure(again.repairs.iter().all(may_be), || format!("repairs: {:?}", again.repairs))?;
        ensure(again.score.n_bars() == score.n_bars(), || {
            let ends = (score.end, again.score.end);
            format!("bars change in the file: {ends:?}, {:?}", score.meters)
        })?;
        // What a silent part controls is read as that of others on its channel.
        let is_silent = score.parts.iter().any(|it| it.notes.is_empty());
        let told = |score: &Score| -> Vec<(Vec<Note>, Vec<Control>)> {
            let controls = |it: &Part| if is_silent { Vec::new() } else { it.controls.clone() };
            let sounding = score.parts.iter().filter(|it| !it.notes.is_empty());
            sounding.map(|it| (it.notes.clone(), controls(it))).collect()
        };
        ensure(told(&again.score) == told(score), || "parts change in the file".into())?;
        ensure(again.score.tempos == score.tempos, || "tempos change in the file".into())?;
        ensure(again.score.texts == score.texts, || "texts change in the file".into())?;
        let numbers = [composed.nll_per_note, composed.removed_probability];
        ensure(numbers.iter().all(|it| it.is_finite()), || format!("{numbers:?}"))
    }

    fn n_old(&self) -> u64 {
        self.material.map_or(0, Score::n_bars)
    }

    fn bars(&self, score: &Score) -> Result<(), String> {
        let Brief { fill, lock, lock_notes, bars, .. } = self.brief;
        let is_rewriting = !(fill.is_empty() && lock.is_empty() && lock_notes.is_empty());
        let wanted = self.n_old() + bars.unwrap_or(if is_rewriting { 0 } else { 16 });
        ensure(score.n_bars() == wanted, || format!("{} bars, not {wanted}", score.n_bars()))
    }

    /// Whether all stays that is to stay; the new notes of each part.
    fn stays(&self, score: &Score) -> Result<Vec<BTreeSet<Note>>, String> {
        let Some(material) = self.material else {
            return Ok(score.parts.iter().map(|it| it.notes.iter().copied().collect()).collect());
        };
        let is_prefix = score.tempos.starts_with(&material.tempos)
            && score.meters.starts_with(&material.meters)
            && score.texts == material.texts
            && score.name == material.name;
        ensure(is_prefix, || "tempos, meters or texts were changed".into())?;
        let seats = seats(material);
        let mut new = Vec::new();
        for (idx, part) in score.parts.iter().enumerate() {
            let Some(old) = material.parts.get(idx) else {
                new.push(part.notes.iter().copied().collect());
                continue;
            };
            let shell = |it: &Part| Part { notes: Vec::new(), ..it.clone() };
            ensure(shell(part) == shell(old), || format!("part {idx} was changed"))?;
            let has: BTreeSet<Note> = part.notes.iter().copied().collect();
            let n_twice =
                |notes: &[Note]| notes.len() - notes.iter().collect::<BTreeSet<_>>().len();
            ensure(n_twice(&part.notes) <= n_twice(&old.notes), || {
                format!("part {idx} has twins")
            })?;
            let seat = seats[idx];
            let kept: BTreeSet<Note> =
                old.notes.iter().filter(|it| self.keeps(seat, it)).copied().collect();
            let lost = kept.difference(&has).next();
            ensure(lost.is_none(), || format!("part {idx} lost {lost:?}"))?;
            let own: BTreeSet<Note> = has.difference(&kept).copied().collect();
            for note in &own {
                let tick = note.start;
                let bar = score.bar_grid().bar_at(tick).bar_idx;
                ensure(seat.is_none_or(|it| self.is_written(it, bar)), || {
                    format!("part {idx} has a new {note:?} in bar {bar}, which stays")
                })?;
            }
            new.push(own);
        }
        Ok(new)
    }

    fn keeps(&self, seat: Option<Seat>, note: &Note) -> bool {
        let Some(seat) = seat else { return true };
        let step = nearest_step(note.start).0;
        let grid =
            self.material.map(Score::bar_grid).unwrap_or_else(|| Score::default().bar_grid());
        let bar = grid.bar_at(Tick(step * 20)).bar_idx;
        let is_locked = self.brief.lock_notes.iter().any(|it| {
            let pitch = |it: irama_score::Pitch| if seat.is_drums() { gm_drum(it) } else { it };
            self.seat_of(&it.part) == Some(seat)
                && nearest_step(Tick(it.tick)).0 == step
                && pitch(it.pitch) == pitch(note.pitch)
        });
        is_locked || !self.is_written(seat, bar)
    }

    /// The seat of a part of the material, or of a family.
    fn seat_of(&self, name: &str) -> Option<Seat> {
        let material = self.material?;
        let at = material.parts.iter().zip(seats(material));
        let named = |it: &(&Part, Option<Seat>)| it.1.is_some() && it.0.name == name;
        at.into_iter().find(named).and_then(|it| it.1)
    }

    /// Whether a bar of a seat is written.
    fn is_written(&self, seat: Seat, bar: u64) -> bool {
        let n_old = self.n_old();
        if bar >= n_old {
            return self.part_on(seat).is_some() || self.brief.parts.is_none();
        }
        let Brief { fill, lock, lock_notes, .. } = self.brief;
        let in_fill = match fill.is_empty() {
            true => !(lock.is_empty() && lock_notes.is_empty()),
            false => {
                fill.iter().any(|it| it.bars.is_none_or(|it| it.bar_idxs(n_old).contains(&bar)))
            }
        };
        let is_locked = lock.iter().any(|it| {
            let has_bar = it.bars.is_none_or(|it| it.bar_idxs(n_old).contains(&bar));
            let parts = it.parts.as_ref();
            has_bar && parts.is_none_or(|it| it.iter().any(|it| self.seat_of(it) == Some(seat)))
        });
        let writes = self.brief.parts.is_none() || self.part_on(seat).is_some();
        in_fill && !is_locked && writes
    }

    /// The brief of a seat's part: family names, the second of a name being its second copy.
    fn part_on(&self, seat: Seat) -> Option<&PartBrief> {
        let family = |name: &str| match name {
            "keys" => 0,
            "bass" => 16,
            "guitar" => 12,
            "lead" => 40,
            _ => 64,
        };
        let mut taken = BTreeSet::new();
        self.brief.parts.iter().flatten().find(|it| {
            let mut number = family(&it.part);
            while !taken.insert(number) {
                number += 1;
            }
            number == seat.0
        })
    }

    /// No new note hangs, overlaps another of its pitch or reaches beyond the end.
    fn sounds(&self, score: &Score, new: &[BTreeSet<Note>]) -> Result<(), String> {
        for (idx, part) in score.parts.iter().enumerate() {
            let mut last: BTreeMap<u8, Note> = BTreeMap::new();
            for note in &part.notes {
                let before = last.insert(note.pitch.number(), *note);
                let has_new =
                    new[idx].contains(note) || before.is_some_and(|it| new[idx].contains(&it));
                let overlaps = before.is_some_and(|it| it.end() > note.start);
                ensure(!(has_new && overlaps), || format!("{before:?} overlaps {note:?}"))?;
                let is_sound = note.duration.0 >= 10 && note.end() <= score.end;
                ensure(is_sound || !new[idx].contains(note), || format!("{note:?} hangs"))?;
            }
        }
        Ok(())
    }

    /// Ranges, densities and polyphony, of all parts that share a seat together.
    fn parts(&self, score: &Score, new: &[BTreeSet<Note>]) -> Result<(), String> {
        let mut by_seat: BTreeMap<Seat, (Vec<Note>, Vec<Note>)> = BTreeMap::new();
        for (idx, seat) in seats_of(score, self.material).into_iter().enumerate() {
            let Some(seat) = seat else { continue };
            let (all, own) = by_seat.entry(seat).or_default();
            all.extend(&score.parts[idx].notes);
            own.extend(&new[idx]);
        }
        for (seat, (all, own)) in by_seat {
            match self.part_on(seat) {
                Some(part) => self.part(score, (seat, part), &all, &own)?,
                None => ensure(self.brief.parts.is_none() || own.is_empty(), || {
                    format!("{seat:?} was not asked for")
                })?,
            }
        }
        Ok(())
    }

    fn part(
        &self,
        score: &Score,
        (seat, part): (Seat, &PartBrief),
        all: &[Note],
        own: &[Note],
    ) -> Result<(), String> {
        for note in own {
            let is_in = part.low.is_none_or(|it| it <= note.pitch)
                && part.high.is_none_or(|it| note.pitch <= it);
            ensure(is_in, || format!("{note:?} is out of the range of {part:?}"))?;
            let sounding = all.iter().filter(|it| it.start <= note.start && it.end() > note.start);
            let n = sounding.count();
            let is_few = part.polyphony.is_none_or(|it| n <= usize::from(it));
            ensure(is_few, || format!("{n} notes sound at {note:?} of {part:?}"))?;
        }
        let Some(density) = part.density else { return Ok(()) };
        for bar in score.bars() {
            if !self.is_written(seat, bar.bar_idx) || self.is_returned(bar.bar_idx, score) {
                continue;
            }
            let (n, n_new) = (n_in_bar(all, &bar), n_in_bar(own, &bar));
            let (min, max) = (usize::from(density.min), usize::from(density.max));
            let is_right = n >= min && (n <= max || n_new == 0);
            ensure(is_right, || format!("{n} notes in {bar:?} of {part:?}"))?;
        }
        Ok(())
    }

    fn is_returned(&self, bar: u64, score: &Score) -> bool {
        let Some(plan) = &self.brief.plan else { return false };
        let length = score.n_bars() / plan.n_sections() as u64;
        bar >= length
    }

    /// The key and the chords.
    fn harmony(&self, score: &Score, new: &[BTreeSet<Note>]) -> Result<(), String> {
        let grid = score.bar_grid();
        let mut n_outside: BTreeMap<u64, u16> = BTreeMap::new();
        for (part, notes) in score.parts.iter().zip(new).filter(|it| !it.0.is_drums) {
            for note in notes {
                let step = nearest_step(note.start).0;
                let bar = grid.bar_at(Tick(step * 20));
                let Some(classes) = self.classes(&bar, step) else { continue };
                if classes >> note.pitch.class() & 1 == 0 {
                    *n_outside.entry(bar.bar_idx).or_default() += 1;
                }
                let _ = part;
            }
        }
        let worst = n_outside.values().max().copied().unwrap_or(0);
        ensure(worst <= self.brief.outside_notes, || format!("{worst} notes outside in a bar"))
    }

    fn classes(&self, bar: &Bar, step: u64) -> Option<u16> {
        let into = Tick(step * 20).since(bar.start).0;
        let chord = self
            .brief
            .chords
            .as_ref()
            .and_then(|it| it.at(bar.bar_idx, into, bar.end.since(bar.start).0));
        let beat = bar.meter.beat().0;
        let on_beat = (bar.start.0 + into / beat * beat).div_ceil(20) == step;
        match chord {
            None => self.brief.key.map(|it| it.classes()),
            Some(it) if self.brief.chord_notes == ChordNotes::All || on_beat => Some(it.classes),
            // Between beats notes of the key may pass; without one it is inferred.
            Some(it) => self.brief.key.map(|key| it.classes | key.classes()),
        }
    }

    fn copies(&self, score: &Score, new: &[BTreeSet<Note>]) -> Result<(), String> {
        let exempt = |part: usize, note: &Note| !new[part].contains(note);
        let receipt = self.passages.receipt_without(score, exempt);
        let limits = [
            (self.brief.copy_limit, receipt.pitched.longest_notes),
            (self.brief.drum_copy_limit, receipt.drums.longest_notes),
        ];
        let broken = limits.iter().find(|it| it.0.is_some_and(|limit| it.1 > limit));
        ensure(broken.is_none(), || format!("copied too far: {broken:?}"))
    }

    /// Equal sections have equal notes, where nothing stands in their way.
    fn plan(&self, score: &Score) -> Result<(), String> {
        let Brief { plan, copy_limit, drum_copy_limit, .. } = self.brief;
        let Some(plan) =
            plan.as_ref().filter(|_| copy_limit.is_none() && drum_copy_limit.is_none())
        else {
            return Ok(());
        };
        let names: Vec<String> = plan.to_string().split(' ').map(str::to_owned).collect();
        let bars = score.bars();
        let length = bars.len() / names.len();
        for (idx, name) in names.iter().enumerate() {
            let Some(first) = names[..idx].iter().position(|it| it == name) else { continue };
            let notes = |section: usize| -> Vec<(u64, u8, u8)> {
                let first = bars[section * length].start;
                let end = bars[(section + 1) * length - 1].end;
                let is_in = |it: &&Note| {
                    let at = Tick(nearest_step(it.start).0 * 20);
                    at >= first && at < end
                };
                let all = score.parts.iter().flat_map(|it| it.notes.iter().filter(is_in));
                let mut all: Vec<_> = all
                    .map(|it| {
                        let into = nearest_step(it.start).0 * 20 - first.0;
                        (into, it.pitch.number(), it.velocity.level())
                    })
                    .collect();
                all.sort_unstable();
                all
            };
            ensure(notes(first) == notes(idx), || format!("section {idx} is not as {first}"))?;
        }
        Ok(())
    }
}

fn n_in_bar(notes: &[Note], bar: &Bar) -> usize {
    let at = |it: &&Note| {
        let step = Tick(nearest_step(it.start).0 * 20);
        (bar.start..bar.end).contains(&step)
    };
    notes.iter().filter(at).count()
}

/// The seats of a score whose first parts are those of a material; new ones follow by program, of
/// which the second keys have another.
fn seats_of(score: &Score, material: Option<&Score>) -> Vec<Option<Seat>> {
    let old = material.map(seats).unwrap_or_default();
    let new = score.parts[old.len()..].iter().map(|part| match part.is_drums {
        true => Seat::DRUMS,
        false => {
            let program = part.program.unwrap_or_default();
            Seat::pitched(program, usize::from(program.number() == 4))
        }
    });
    let new: Vec<_> = new.map(Some).collect();
    old.into_iter().chain(new).collect()
}

fn ensure(is_right: bool, what: impl FnOnce() -> String) -> Result<(), String> {
    if is_right { Ok(()) } else { Err(what()) }
}
