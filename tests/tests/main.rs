//! The whole system, from outside: the built program, its server, its console in a browser.
