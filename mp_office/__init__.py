"""Members' and Senators' offices: their mandates, staff, enquiries for constituents, consents."""
