"""Writers: who invents artists and writes titles and lyrics."""
