//! What a feature sees: the site, the document asked about, and what the editor can show.

use std::ops::Range;

use lsp_types::{ClientCapabilities, Location, MarkupContent, MarkupKind, Position, TextEdit, Uri};

use crate::base::text::At;
use crate::build::Analysis;
use crate::editor::position::{Encoding, Lines};
use crate::editor::uri;
use crate::editor::workspace::Workspace;
use crate::site::Reader;

/// What the editor said it can do.
#[derive(Clone, Debug, Default)]
pub struct Client {
    /// What a column counts.
    pub encoding: Encoding,
    /// Shows symbols as a tree.
    pub symbol_tree: bool,
    /// Shows a second text beside a completion's label.
    pub label_details: bool,
    /// Takes edits of files by version, and new and renamed files.
    pub document_changes: bool,
    /// Renames files.
    pub file_renames: bool,
    /// Makes files.
    pub file_creates: bool,
    /// Watches files when asked to.
    pub watches: bool,
    /// Takes patterns below a folder for that.
    pub relative_patterns: bool,
}

impl Client {
    /// Reads the capabilities; what an editor does not say it cannot do.
    pub fn of(capabilities: &ClientCapabilities) -> Client {
        let text = capabilities.text_document.as_ref();
        let workspace = capabilities.workspace.as_ref();
        let edits = workspace.and_then(|workspace| workspace.workspace_edit.as_ref());
        let watched = workspace.and_then(|workspace| workspace.did_change_watched_files.as_ref());
        let operations = edits.and_then(|edits| edits.resource_operations.as_deref()).unwrap_or_default();
        let item = text.and_then(|text| text.completion.as_ref()).and_then(|it| it.completion_item.as_ref());
        let symbol = text.and_then(|text| text.document_symbol.as_ref());
        let offered = capabilities.general.as_ref().and_then(|general| general.position_encodings.as_deref());
        Client {
            encoding: Encoding::negotiate(offered),
            symbol_tree: symbol.and_then(|it| it.hierarchical_document_symbol_support) == Some(true),
            label_details: item.and_then(|it| it.label_details_support) == Some(true),
            // Neovim takes them, and says so only by what it does with files.
            document_changes: edits.and_then(|edits| edits.document_changes) == Some(true) || !operations.is_empty(),
            file_renames: operations.contains(&lsp_types::ResourceOperationKind::Rename),
            file_creates: operations.contains(&lsp_types::ResourceOperationKind::Create),
            watches: watched.and_then(|it| it.dynamic_registration) == Some(true),
            relative_patterns: watched.and_then(|it| it.relative_pattern_support) == Some(true),
        }
    }
}

/// A site and an editor.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// The site.
    pub workspace: &'a Workspace,
    /// The editor.
    pub client: &'a Client,
}

/// A text of the site, as typed.
pub struct Document<'a> {
    /// Path below the root.
    pub path: Box<str>,
    /// The text.
    pub text: &'a str,
    /// Its lines.
    pub lines: Lines<'a>,
}

impl<'a> View<'a> {
    /// The document of an address; `None` if it is no text of the site.
    pub fn document(&self, uri: &Uri) -> Option<Document<'a>> {
        let path = self.workspace.relative(&uri::path_of(uri)?)?;
        self.document_at(&path)
    }

    /// The document of a path below the root.
    pub fn document_at(&self, path: &str) -> Option<Document<'a>> {
        let text = self.workspace.text(path)?;
        Some(Document { path: path.into(), text, lines: Lines::new(text, self.client.encoding) })
    }

    /// The site as of the last refresh.
    pub fn analysis(&self) -> &'a Analysis {
        self.workspace.analysis()
    }

    /// Reads the site.
    pub fn reader(&self) -> Reader<'a> {
        self.analysis().site().reader()
    }

    /// The address of a path below the root, as the editor writes it if it is open.
    pub fn uri(&self, path: &str) -> Option<Uri> {
        match self.workspace.document(path) {
            Some(open) => Some(open.uri.clone()),
            None => uri::uri_of(&self.workspace.root().join(path)),
        }
    }

    /// A place of the analysed site.
    pub fn location(&self, at: At) -> Option<Location> {
        let input = self.workspace.input(at.file)?;
        let lines = Lines::new(&input.text, self.client.encoding);
        Some(Location { uri: self.uri(&input.path)?, range: lines.range(at.span.range()) })
    }
}

impl Document<'_> {
    /// The byte a position names.
    pub fn offset(&self, position: Position) -> usize {
        self.lines.offset(position)
    }

    /// The range of some bytes.
    pub fn range(&self, bytes: Range<usize>) -> lsp_types::Range {
        self.lines.range(bytes)
    }

    /// A replacement of some bytes.
    pub fn edit(&self, bytes: Range<usize>, text: impl Into<String>) -> TextEdit {
        TextEdit { range: self.range(bytes), new_text: text.into() }
    }
}

/// Markdown for the editor to show.
pub fn markdown(value: String) -> MarkupContent {
    MarkupContent { kind: MarkupKind::Markdown, value }
}
