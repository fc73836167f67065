"""The launcher, its servers, the mail catcher and the files that describe a deployment."""
