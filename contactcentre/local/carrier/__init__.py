"""A telephone provider to try things out with: phones in the browser, signed webhooks, commands.

It plays what the centre answers by our reading of Twilio's manual; it does not speak for Twilio.
"""
