//! The rules, one file each. A new one is a file and a line in `LINTS`.

pub mod unknown_fact;
pub mod unknown_source;
pub mod unknown_entity;
pub mod unknown_term;
pub mod unknown_article;
pub mod unknown_topic;
pub mod unknown_unit;
pub mod figure_mismatch;
pub mod quote_mismatch;
pub mod quote_not_in_source;
pub mod value_not_in_quote;
pub mod capture_changed;
pub mod cited_quote_differs;
pub mod claim_slot;
pub mod uncited_claim;
pub mod unit_mismatch;
pub mod uncited_figure;
pub mod uncited_quote;
pub mod uncited_table;
pub mod empty_chart;
pub mod disputed_unqualified;
pub mod derived_cycle;
pub mod derived_mismatch;
pub mod retired_fact;
pub mod label_without_evidence;
pub mod missing_alt;
pub mod broken_link;
pub mod dead_link;
pub mod lost_url;
pub mod silent_change;
pub mod owner_cycle;
pub mod single_origin;
pub mod stale;
pub mod unused_fact;
pub mod unused_source;
pub mod no_archive;
pub mod relayed_only;
pub mod translation_missing;
pub mod orphan;
pub mod entity_by_name;
pub mod circular_source;
pub mod contradiction;
pub mod spread;
pub mod vintage_mixed;
pub mod wrong_subject;
pub mod broken_fragment;
pub mod heading_order;
pub mod link_text;
pub mod table_header;
pub mod lang_missing;
pub mod translation_drift;
pub mod coverage;
pub mod bad_date;
pub mod bad_entry;
pub mod bad_formula;
pub mod bad_id;
pub mod bad_value;
pub mod bad_waiver;
pub mod expired_waiver;
pub mod unused_waiver;
pub mod duplicate_id;
pub mod duplicate_key;
pub mod duplicate_url;
pub mod missing_field;
pub mod raw_html;
pub mod too_long;
pub mod translation_has_value;
pub mod unknown_file;
pub mod unknown_key;
pub mod unreadable_file;
pub mod unsafe_link;
pub mod yaml_syntax;

use crate::check::Lint;

/// All rules: first those about facts and articles, then those reported while loading, parsing and linking.
pub static LINTS: &[&Lint] = &[
    &unknown_fact::LINT,
    &unknown_source::LINT,
    &unknown_entity::LINT,
    &unknown_term::LINT,
    &unknown_article::LINT,
    &unknown_topic::LINT,
    &unknown_unit::LINT,
    &figure_mismatch::LINT,
    &quote_mismatch::LINT,
    &quote_not_in_source::LINT,
    &capture_changed::LINT,
    &cited_quote_differs::LINT,
    &value_not_in_quote::LINT,
    &bad_formula::LINT,
    &unit_mismatch::LINT,
    &derived_cycle::LINT,
    &derived_mismatch::LINT,
    &claim_slot::LINT,
    &uncited_figure::LINT,
    &uncited_claim::LINT,
    &uncited_quote::LINT,
    &uncited_table::LINT,
    &empty_chart::LINT,
    &disputed_unqualified::LINT,
    &retired_fact::LINT,
    &label_without_evidence::LINT,
    &missing_alt::LINT,
    &broken_link::LINT,
    &dead_link::LINT,
    &lost_url::LINT,
    &silent_change::LINT,
    &owner_cycle::LINT,
    &single_origin::LINT,
    &stale::LINT,
    &unused_fact::LINT,
    &unused_source::LINT,
    &no_archive::LINT,
    &relayed_only::LINT,
    &translation_missing::LINT,
    &orphan::LINT,
    &entity_by_name::LINT,
    &circular_source::LINT,
    &contradiction::LINT,
    &spread::LINT,
    &vintage_mixed::LINT,
    &wrong_subject::LINT,
    &broken_fragment::LINT,
    &heading_order::LINT,
    &link_text::LINT,
    &table_header::LINT,
    &lang_missing::LINT,
    &translation_drift::LINT,
    &coverage::LINT,
    &bad_date::LINT,
    &bad_entry::LINT,
    &bad_id::LINT,
    &bad_value::LINT,
    &bad_waiver::LINT,
    &expired_waiver::LINT,
    &unused_waiver::LINT,
    &duplicate_id::LINT,
    &duplicate_key::LINT,
    &duplicate_url::LINT,
    &missing_field::LINT,
    &raw_html::LINT,
    &too_long::LINT,
    &translation_has_value::LINT,
    &unknown_file::LINT,
    &unknown_key::LINT,
    &unreadable_file::LINT,
    &unsafe_link::LINT,
    &yaml_syntax::LINT,
];
