"""What a painter can see of a picture: maps of tones, smoothed colours, contours, strokes, grids and cells.

The style filters (styles.py, moods.py) are written on these maps, and the network (painter.py) is given the same ones: where a
look needs context - a calm patch, the direction of a contour, the cell of a leaded window - the context is computed here, by fixed
layers (layers.py), and what is left to learn is local. Everything is continuous: small differences between runtimes stay small.
Pictures are [B, 3, H, W] from 0 to 1, maps [B, channels, H, W], sides multiples of 16.
"""
import math

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

from layers import (ALONG_X, ALONG_Y, FROM_CORNER, Levels, blur, calmed, constant, differences, frame, grown, kuwahara, lengths, luminance, mixed, moved, part,
                    shrunk, spread, steepness, wide_blur)
from paper import Cells, Paper, fraction, streak_kernels

ANGLES = 8           # directions that strokes along the contours are mixed of


def lost(quarters, squares):
    """How much is lost where squares are shown and not their quarters: the variance of the colours in each."""
    return mixed(shrunk(quarters * quarters, 2) - squares * squares, [[1 / 3, 1 / 3, 1 / 3]])


class Glance(nn.Module):
    """The few maps that light, season and manner need."""

    CHANNELS = dict(x=3, gray=1, mean=1, deviation=1, soft=3, smooth=3, hazy=3, glow=3, dabs=3, **Paper.CHANNELS, rain=1, flakes=1)

    def forward(self, x, paper):
        gray = luminance(x)
        levels = Levels(gray)
        soft, smooth, hazy = blur(x, *(sigma for sigma in (1.0, 1.5, 2.5) for _ in range(3)), of=(0, 1, 2) * 3).split(3, 1)
        flakes = paper.cells.nearest - 0.9 * paper.cells.paint(part(paper.cells.numbers, 2, 3)) - 1.1
        return torch.cat([x, levels(gray), levels.maps(gray), soft, smooth, hazy, wide_blur(x, 6, shrink=4), kuwahara(smooth, 9), paper.maps,
                          paper.rain, flakes], 1)


class Canvas(nn.Module):
    """All maps that a style may look at."""

    CHANNELS = dict(
        x=3, soft=3, calm=3, dabs=3, patches=3,                                  # colours: guided filter, dabs
        gray=1, gray_soft=1, gray_calm=1, gray_dabs=1, gray_patches=1, mean=1, deviation=1,     # their levelled luminance
        tone1=1, tone3=1, tone2=1, sketch=1, coat=1, height=1,                   # luminance blurred by 1, 3, 1.8 px; of soft, patches, calm
        edge2=1, edge1=1, rim=1, steep=1,                                        # how steep the last four of these are: contours
        glow=3, tone6=1, halo=1,                                                 # wide blurs of colour, luminance, contours
        **Paper.CHANNELS,
        hatch=1, hatch_back=1, level=1, upright=1,                               # streaks down-right, down-left, flat, steep
        stroke=1, other_stroke=1, slope=1, stroke_relief=1, other_relief=1,      # wide strokes along the contours; lit from the corner
        ruled=2, etched=2, bent=1, line16=2, iso=1, place8=2, place16=2, dot=1, dot_turned=1,
        block8=3, block16=3, glass=3, pane=1, lead=1, facet=3, facet_light=1, point=3, point_distance=1, other_point=3, other_distance=1,
        block4=3, split16=1, split8=1, came=1)                                   # means of small squares; where larger ones are split; leads of glass

    # Lines as waves of column, row, drift (wobbles), tone3 (bends) and height (follows).
    WAVES = np.array([[1 / 8, 1 / 8, 0.1, 0, 0], [-1 / 8, 1 / 8, 0.1, 0, 0], [0, 1 / 4, 0, 2.5, 0], [1 / 4, 0, 0, 2.5, 0], [1 / 6, 1 / 6, 0, 10 / 3, 0],
                      [1 / 16, 0, 0, 0, 0], [0, 1 / 16, 0, 0, 0], [0, 0, 0, 0, 10]])                 # a grid's lines, and contour lines

    TURNS = [math.pi * k / ANGLES for k in range(ANGLES)]
    STROKES = np.tile(2 * streak_kernels(TURNS, 6, 0.95), (2, 1, 1, 1))

    def along_contours(self, gray, paper):
        """Wide strokes that follow the contours, [B, 2, H, W]; where there are none they follow slow noise. At half the size."""
        # The structure tensor (gx gx - gy gy, 2 gx gy), as a product of sums.
        one, two = differences(shrunk(gray, 2), ALONG_X + ALONG_Y, 2 * ALONG_X, ALONG_X - ALONG_Y, ALONG_Y).split(2, 1)
        aim = blur(one * two, 3.0, 3.0, of=(0, 1), gains=(-5000, -5000)) + shrunk(paper.clouds, 2) * 0.6
        aim = aim / (aim.norm(dim=1, keepdim=True) + 1e-4)
        share = F.relu(mixed(aim, [[math.cos(2 * turn), math.sin(2 * turn)] for turn in self.TURNS])) ** 4
        share = share / share.norm(dim=1, keepdim=True)
        strokes = F.conv2d(frame(shrunk(paper.both, 2), 8), constant(self.STROKES), groups=2)
        return grown(mixed(strokes * torch.cat([share, share], 1), np.kron(np.eye(2), np.ones(ANGLES))), 2)

    def forward(self, x, paper):
        soft = calmed(x, 5, 0.004)
        calm = calmed(calmed(soft, 7, 0.01), 9, 0.01)
        colours = torch.cat([x, soft, calm, kuwahara(x, 5), kuwahara(calm, 9)], 1)
        lumas = luminance(colours)
        levels = Levels(part(lumas, 0, 1))
        grays = levels(lumas)
        gray = part(grays, 0, 1)
        blurred, dabbed = blur(grays, 1.0, 3.0, 1.8, 0.8, 1.0, 2.0, 1.5, of=(0, 0, 0, 1, 4, 2, 3)).split([6, 1], 1)
        tone1, tone3, reliefs, height = blurred.split([1, 1, 3, 1], 1)
        edges = steepness(torch.cat([reliefs, height], 1))
        _, edge1, _, steep = edges.split(1, 1)
        wide = wide_blur(torch.cat([x, gray, (edge1 * 6 - 0.15).clamp(0, 1)], 1), 6, 6, 6, 6, 5, shrink=4)
        strokes = self.along_contours(dabbed, paper)
        drift = part(paper.maps, 4, 5)

        phases = mixed(torch.cat([paper.grid, drift, tone3, height], 1), self.WAVES, [*-self.WAVES[:-1, :2].sum(1), 0.5])
        lines, ascent = (2 * (fraction(phases) - 0.5).abs()).split([7, 1], 1)                      # 1 at whole numbers, 0 between them
        iso = (ascent / (20 * steep + 0.02)).clamp(max=4)

        # Squares are split where they would lose much, against the contrast of the picture.
        block4, block8, block16 = (shrunk(x, step) for step in (4, 8, 16))
        much = (0.2 * levels.deviation + 0.01) ** 2
        split8, split16 = (spread(4 * (lost(quarters, squares) / much - 1), step).clamp(0, 1) for quarters, squares, step in ((block4, block8, 8), (block8, block16, 16)))

        # Cells of three sizes: small ones, whose borders follow the picture, where it is busy.
        points, others = (Cells(white, paper.signs, paper.place8, 0.7, 8) for white in (paper.white, paper.aside))
        large = Cells(paper.white, paper.signs, paper.place32, 0.85, 32)
        middle, small = paper.cells.drawn_to(calm, 60), points.drawn_to(calm, 30)
        pane_colours, fine_colours = (cells.spread(cells.means(x)) for cells in (middle, small))
        busy = (6 * paper.cells.paint(paper.cells.means(split16)) - 0.7).clamp(0, 1)
        numbers, fine_glass = middle.paint(middle.numbers), small.mean_of(fine_colours, small.share)
        glass = middle.mean_of(pane_colours, middle.share)
        glass = glass + busy * (fine_glass - glass)
        # Leads lie between cells, but between small ones only where their colours differ: around an eye, not across a cheek.
        marks = torch.cat([(1 - busy) * numbers, 3 * busy * fine_glass, busy], 1)
        mean, square = blur(torch.cat([marks, marks * marks], 1), 0.75).split(8, 1)
        came = mixed((square - mean * mean).clamp(min=0), np.full((1, 8), 1.7)).clamp(max=1)

        means, detail = large.spread(large.means(torch.cat([x, edge1], 1))).split([27, 9], 1)
        fine = (250 * large.mean_of(detail, large.share) - 1.25).clamp(0, 1)
        facet, smaller = (torch.cat([cells.facets(values), cells.light()], 1) for cells, values in ((large, means), (middle, pane_colours)))
        facet = facet + fine * (smaller - facet)
        facet, light = facet.split([3, 1], 1)
        facet = facet + busy * (fine_glass - facet)
        point = points.paint(block8 + 0.07 * part(points.numbers, 1, 4))
        # The second coat of dots lies between the first: made on the picture four pixels aside, and brought back.
        other = others.paint(shrunk(moved(x, -4, -4), 8) + 0.07 * part(others.numbers, 1, 4))
        return torch.cat([
            colours, grays, levels.maps(gray), blurred, edges, wide, paper.maps,
            paper.streaks, strokes, differences(torch.cat([tone1, strokes], 1), FROM_CORNER),
            lines, iso, paper.place8, paper.place16, lengths(paper.place8), lengths(paper.turned), spread(block8, 8), spread(block16, 16),
            glass, part(numbers, 2, 3), paper.cells.border(), facet, light,
            point, points.nearest, moved(torch.cat([other, others.nearest], 1), 4, 4),
            spread(block4, 4), split16, split8, came], 1)
