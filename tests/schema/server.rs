//! The real YAML language server.
