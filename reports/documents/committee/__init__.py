"""Papers for committees: the scrutiny report and the council covering report, each from one recorded report."""
