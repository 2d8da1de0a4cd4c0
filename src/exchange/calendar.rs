//! Dated facts as a calendar (iCalendar, RFC 5545): all-day events. The sole user of icalendar.
//!
//! Only dates known to the day are events of a calendar; a year is no day.

use icalendar::{Calendar, Component, Event, Property};

/// A dated fact.
pub struct Dated {
    /// Unique id, the fact's own.
    pub id: String,
    /// First and last day, `2022-02-24`.
    pub days: (jiff::civil::Date, jiff::civil::Date),
    /// The claim.
    pub summary: String,
    /// Who says so.
    pub by: String,
    /// Its page.
    pub url: String,
}

/// A calendar. `stamp` is the day of the build: the same input gives the same bytes.
pub fn calendar(name: &str, host: &str, stamp: jiff::civil::Date, facts: &[Dated]) -> String {
    let mut calendar = Calendar::new();
    calendar.name(name);
    for fact in facts {
        let mut event = Event::new();
        event.uid(&format!("{}@{host}", fact.id));
        event.append_property(Property::new("DTSTAMP", format!("{}T000000Z", compact(stamp))).done());
        event.append_property(day("DTSTART", fact.days.0));
        // The end of an all-day event is the day after its last.
        if let Ok(after) = fact.days.1.tomorrow() {
            event.append_property(day("DTEND", after));
        }
        event.summary(&fact.summary);
        if !fact.by.is_empty() {
            event.description(&format!("By {}. {}", fact.by, fact.url));
        }
        event.append_property(Property::new("URL", &fact.url).done());
        event.append_property(Property::new("TRANSP", "TRANSPARENT").done());
        calendar.push(event.done());
    }
    calendar.done().to_string()
}

fn compact(date: jiff::civil::Date) -> String {
    date.strftime("%Y%m%d").to_string()
}

fn day(name: &str, date: jiff::civil::Date) -> Property {
    Property::new(name, compact(date)).add_parameter("VALUE", "DATE").done()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_last_the_whole_day_and_their_words_are_escaped() {
        let day = jiff::civil::date(2022, 2, 24);
        let fact = Dated {
            id: "a/b".into(),
            days: (day, day),
            summary: "Russia invades; “Ukraine, 乌克兰”".into(),
            by: "A".into(),
            url: "https://example.org/facts/a/b/".into(),
        };
        let text = calendar("Site", "example.org", jiff::civil::date(2026, 11, 24), &[fact]);
        assert!(text.contains("DTSTART;VALUE=DATE:20220224\r\n"), "{text}");
        assert!(text.contains("DTEND;VALUE=DATE:20220225\r\n"), "{text}");
        assert!(text.contains("DTSTAMP:20261124T000000Z"), "{text}");
        assert!(text.contains("Russia invades\\; “Ukraine\\, 乌克兰”"), "{text}");
        assert!(text.lines().all(|line| line.len() <= 75), "lines are folded: {text}");
    }
}
