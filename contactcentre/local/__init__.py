"""What bin/up and bin/test run on one machine: servers, child processes, mail catcher."""
