"""Packs for graphics cards: another torch with the libraries of a card's maker, beside a packaged build."""
