"""Names of the page's own texts, which a map may say otherwise: the keys of src/viewer/src/strings/en.ts."""

from __future__ import annotations

__all__ = ["is_page_word", "page_words"]

_OF_KINDS = "kind_"
"""Kinds of events are the map's own."""
_MADE = ("derived_also", "derived_more", "derived_near", "held_source")
"""Texts that maps are made with, of areas and of a source that may not be named."""
_PAGE = """
    about_share about_time actors against_map age_over age_under age_unknown agreeing_in_part agreement
    agreement_title agrees_but_before agrees_but_status all_sources among at_start at_this_point at_time
    attribution basis_aggregate basis_claim basis_cumulative basis_incident before_time below between
    between_days certainty_claimed certainty_claimed_long certainty_confirmed certainty_confirmed_long
    certainty_inferred certainty_inferred_long certainty_reported certainty_reported_long
    certainty_unsourced changed_here chart chart_km2 chart_off chart_share cite cite_bibtex cite_csl
    cite_text cited_edition cited_seen close comma compare_date compare_from compare_to contested_more
    copied copy_csv copy_embed copy_link corrected_on corrections date_part digest disputed disputes_list
    disputes_none disputes_show disputes_title download_in_tiles downloads during event event_kinds
    event_window events_here evidence filter first_date front_near fronts fronts_age fronts_drawn
    fronts_lines fronts_near fronts_off further_actors go_to go_to_date group_control group_fighting
    group_other group_statements group_strikes group_tolls guest_fingers guest_wheel hands headline
    headline_holds headline_known headline_lost headline_lost_all headline_of headline_same
    headline_start headline_won held_back held_brief held_brief_coarse held_brief_delay held_brief_kinds
    held_coarse held_delay held_kinds held_since held_when holder holder_gone hour_unknown how_sure
    in_order injured issued key_and_credit killed killed_children know known_about known_day known_now
    known_on known_title language last_week lean least_hint least_or_surer least_shown left_out
    left_out_place left_out_within licence loading lost_gained made_with map_label map_otherwise matrix
    may_have_passed
    near next no_comparison no_events no_png no_sources not_added not_agreeing not_copied
    not_corrected not_covered not_on_map not_shown not_sure_enough note nothing_changed nothing_found
    nth_change on_day on_month on_one on_year one_edition opposed outlet outside part_afternoon part_all
    part_centre part_east part_evening part_late part_morning part_most part_night part_north part_rest
    part_south part_unknown part_west passage passage_from_less_sure passage_from_unknown
    passage_to_less_sure passage_to_unknown passed passed_between pause place_hint place_in_tiles
    places_list places_passed play previous print regions report_names_none reported_by resting said_away
    said_before said_by_sources said_else said_here save_csv save_geojson save_png save_svg search semicolon
    share sheet show show_actor show_events show_graticule show_loop show_tiles sign_besieged sign_contested
    sign_filtered sign_front sign_joint sign_no_report sign_no_successor sign_uncovered signs since
    since_day since_first since_month since_year source_title sources speed speed_value start_of
    status_besieged status_contested status_held status_joint step_of still stop_comparing story
    story_next story_previous stretch_from stretch_hint stretch_to swipe swipe_handle tab_about
    tab_changes tab_edit tab_events tab_map tab_place tab_sources tab_story tabs tiles_attribution
    tiles_damaged tiles_file tiles_gone tiles_network tiles_note tiles_ranges time_zone timeline undated
    unfollowed unfollowed_more unit_km2 until verdict_conflict verdict_contradiction verdict_label
    verdict_precision verdict_several_changes verdict_shared_point views way_plain
    way_when whole_map wind_e wind_n wind_ne
    wind_nw wind_s wind_se wind_sw wind_w window_day window_range window_until with_others within
    without_point zoom_in zoom_out zoom_to
"""


def page_words() -> tuple[str, ...]:
    """Return the names of all texts that `[strings.LANG]` may give, but for those of kinds of events."""
    return (*_PAGE.split(), *_MADE)


def is_page_word(name: str) -> bool:
    """Tell whether a text of this name is shown somewhere."""
    return name.startswith(_OF_KINDS) or name in page_words()
