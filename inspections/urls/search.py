"""Addresses of the search, of what one keeps of it, of tags and of evidence packs."""

from django.urls import path

from inspections.views import pack, search, tags

# Before those of single items: no item is named "search".
in_evidence = [
    path("search/", search.SearchPage.as_view(), name="search"),
    path("search/tag/", tags.TagFoundPage.as_view(), name="tag_found"),
    path("search/tag/undo/", tags.UndoTaggingPage.as_view(), name="undo_tagging"),
    path("search/pack/", pack.MakePackPage.as_view(), name="make_pack"),
    path("packs/<uuid:pack>/", pack.PackPage.as_view(), name="pack"),
    path("packs/<uuid:pack>/file/", pack.PackFilePage.as_view(), name="pack_file"),
]
# Before those of single inspections.
of_all = [
    path("search/", search.SearchAllPage.as_view(), name="search_all"),
    path("search/save/", search.SaveSearchPage.as_view(), name="save_search"),
    path(
        "search/saved/<uuid:saved>/", search.SavedSearchResultsPage.as_view(), name="saved_search"
    ),
    path(
        "search/saved/<uuid:saved>/change/",
        search.ChangeSavedSearchPage.as_view(),
        name="change_saved_search",
    ),
    path(
        "search/saved/<uuid:saved>/end/",
        search.EndSavedSearchPage.as_view(),
        name="end_saved_search",
    ),
]
